# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Completion: what the tool offers, and that bash and zsh hand it on.

# offers NAME EXPECTED WORD...: the words offered, some of which are EXPECTED
offers() {
	local name=$1 expected=$2 word
	shift 2

	run "$TOOL" complete -- "$@"
	for word in $expected; do
		if ! grep -Fqx -- "$word" "$TMP/out"; then
			echo "missing: $word" >"$TMP/note"
			fail "completion: $name" "$TMP/note" "$TMP/out" "$TMP/err"
			return
		fi
	done
	pass "completion: $name"
}

# only NAME EXPECTED WORD...: just these are offered
only() {
	local name=$1 expected=$2
	shift 2

	run "$TOOL" complete -- "$@"
	if [ "$(sort "$TMP/out" | paste -sd' ')" = "$expected" ]; then
		pass "completion: $name"
	else
		fail "completion: $name" "$TMP/out" "$TMP/err"
	fi
}

offers "verbs" "overview zones version" ''
only "a verb" "zones" zo
only "verbs behind an option and its argument" "zones" --root /tmp zo
offers "options of the verb and of all" "--all --json --sort" zones --
only "an option" "--sort" zones --so
only "a column" "free_pages" zones --sort fre
only "a column downwards" "-free_pages" zones --sort -fre
only "the second column" "nid,free_pages" zones -o nid,fre
only "a section" "node node_counter" zones --section n
only "when" "always auto" --color a
only "an allocator" "kmalloc" exercise km
only "nothing behind it" "" exercise kmalloc k
offers "a pid" "$$" walk $$
only "self" "self" translate se
only "the kernel" "kernel" walk k
only "no second pid" "" walk 1 s
only "a mode" "summary" walk --mode s
only "no section for flags" "" walk --flags r
only "an allocator of many" "kmalloc,vmalloc" compare -a kmalloc,vm
only "an order of the frees" "lifo" scale --pattern l
only "a snapshot" ":files" diff a
only "another snapshot" ":files" diff a b
only "a command" ":files" check -m 0 -- i
only "files" ":files" load ./
only "directories" ":files" zones --root /
only "verbs for the schema" "zones" schema zo
if [ -d /sys/kernel/slab ]; then
	offers "what has no completion" "" frames ''
fi
for verb in $("$TOOL" complete -- ''); do
	offers "options of $verb" "--help --json" "$verb" -- || :
done

mkdir -p "$TMP/bin"
ln -sf "$TOOL" "$TMP/bin/kmemlab"

# in_bash WORD...: what bash would offer
in_bash() {
	PATH=$TMP/bin:$PATH bash --norc --noprofile -c '
		. "$1"
		shift
		COMP_WORDS=(kmemlab "$@")
		COMP_CWORD=$#
		_kmemlab
		printf "%s\n" "${COMPREPLY[@]}"' bash "$HERE/../completion/kmemlab.bash" "$@" 2>/dev/null |
		paste -sd' '
}

# bash_offers NAME EXPECTED WORD...
bash_offers() {
	local name=$1 expected=$2 got
	shift 2

	got=$(in_bash "$@")
	if [ "$got" = "$expected" ]; then
		pass "completion: bash: $name"
	else
		printf 'expected: %s\ngot: %s\n' "$expected" "$got" >"$TMP/note"
		fail "completion: bash: $name" "$TMP/note"
	fi
}

bash_offers "a verb" "zones" zo
bash_offers "an option" "--sort" zones --so
bash_offers "a column" "free_pages" zones --sort fre
bash_offers "a column behind a sign" "free_pages" zones --sort = fre
bash_offers "files are left to bash" "" zones --root ./

if command -v zsh >/dev/null; then
	# compadd prints instead of offering; what it would do needs a terminal.
	got=$(PATH=$TMP/bin:$PATH zsh -f -c '
		compadd() { shift; print -l -- "$@" }
		_files() { print files }
		words=(kmemlab zones --sort fre) CURRENT=4
		source '"$HERE"'/../completion/_kmemlab
		words=(kmemlab zo) CURRENT=2
		source '"$HERE"'/../completion/_kmemlab
		words=(kmemlab --root /) CURRENT=3
		source '"$HERE"'/../completion/_kmemlab' 2>&1 | paste -sd' ')
	if [ "$got" = "free_pages zones files" ]; then
		pass "completion: zsh"
	else
		echo "got: $got" >"$TMP/note"
		fail "completion: zsh" "$TMP/note"
	fi
	# And as a person sees it: a terminal, and the tab key.
	if command -v tmux >/dev/null; then
		TERMINALS=zsh
		tm new-session -d -x 80 -y 24 -- env "PATH=$TMP/bin:$PATH" zsh -f -i
		tm send-keys "fpath=($HERE/../completion \$fpath); autoload -U compinit" Enter
		tm send-keys "compinit -u -D; clear; echo re''ady" Enter
		waits '^ready'
		tm send-keys "kmemlab zones --sort fre" Tab
		if waits 'kmemlab zones --sort free_pages'; then
			pass "completion: zsh on a terminal"
		else
			fail "completion: zsh on a terminal" "$TMP/screen"
		fi
		tm kill-server
	else
		skip "completion: zsh on a terminal" "tmux is not installed"
	fi
else
	skip "completion: zsh" "zsh is not installed"
fi

# What there is, the manual has, and each help has examples.
manual=$HERE/../kmemlab.8
verbs=$("$TOOL" complete -- '')
# in_manual VERB: the part about it, up to the next one
in_manual() {
	awk -v verbs="$verbs" -v verb="$1" '
		BEGIN { split(verbs, list); for (i in list) is[list[i]] = 1 }
		/^\.It Cm / && is[$3] { on = $3 == verb }
		/^\.S[hs] / { on = 0 }
		on { print }' "$manual"
}
for verb in $verbs; do
	in_manual "$verb" >"$TMP/part"
	"$TOOL" "$verb" --help >"$TMP/help"
	missing=
	for option in $(sed -n '/^Options:/,/^$/s/.* --\([a-z-]*\).*/\1/p' "$TMP/help"); do
		grep -qE -- "Fl -$option( |\$)" "$TMP/part" || missing+=" --$option"
	done
	if [ -s "$TMP/part" ] && [ -z "$missing" ] &&
	   grep -q "^\.Cm $verb\|Op Cm $verb" "$manual" &&
	   sed -n '/^Examples:/,$p' "$TMP/help" | grep -q "kmemlab"; then
		pass "completion: the manual and an example have $verb"
	else
		echo "not in the manual:$missing" >"$TMP/note"
		fail "completion: the manual and an example have $verb" "$TMP/note"
	fi
done
for option in $("$TOOL" complete -- --); do
	if grep -q "^\.It.* Fl -${option#--}\( \|\$\)" "$manual"; then
		pass "completion: the manual has $option"
	else
		fail "completion: the manual has $option"
	fi
done

# Two options of a verb must not share a letter or a name.
for verb in $("$TOOL" complete -- ''); do
	twice=$("$TOOL" complete -- "$verb" -- | sort | uniq -d)
	letters=$("$TOOL" "$verb" --help | sed -n 's/^  -\(.\), --.*/\1/p' | sort | uniq -d)
	if [ -z "$twice$letters" ]; then
		pass "completion: $verb: each option once"
	else
		echo "twice: $twice $letters" >"$TMP/note"
		fail "completion: $verb: each option once" "$TMP/note"
	fi
done
