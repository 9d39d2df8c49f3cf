# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The JSON of each verb against the schema, and the schema against itself.

run "$TOOL" schema
expect "schema: is printed" 0 ""
check_json "schema: is JSON" "$TMP/out"
cp "$TMP/out" "$TMP/schema"

# python_with_jsonschema: the interpreter that has the validator
python_with_jsonschema() {
	local python

	for python in python3 /usr/bin/python3; do
		"$python" -c 'import jsonschema' 2>/dev/null && echo "$python" && return
	done
	return 1
}

if ! python=$(python_with_jsonschema); then
	skip "schema: each verb" "python3-jsonschema is not installed"
else
	# The tree "unusual" has what a later module would say.
	while read -r file reason; do
		if [ "$reason" = ok ]; then
			pass "schema: ${file#"$HERE/"}"
		else
			echo "$reason" >"$TMP/note"
			fail "schema: ${file#"$HERE/"}" "$TMP/note"
		fi
	done < <(find "$HERE"/snapshots "$HERE"/walks -name '*.json' ! -path '*/unusual/*' | sort |
		xargs "$python" "$HERE/schema.py" "$TMP/schema" | sed 's/: / /')

	# It can fail.
	echo '{"schema": 1, "file": "why", "format": 1, "sections": {"zone": [{"nid": "0"}]}, "notes": {}}' \
		>"$TMP/wrong"
	if "$python" "$HERE/schema.py" "$TMP/schema" "$TMP/wrong" | grep -q "'0' is not of type"; then
		pass "schema: a number that is a text is found"
	else
		fail "schema: a number that is a text is found"
	fi
fi

for verb in $("$TOOL" --help | sed -n '/^Verbs:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
	run "$TOOL" schema "$verb"
	[ "$STATUS" -eq 2 ] || check_json "schema: of $verb" "$TMP/out"
done
