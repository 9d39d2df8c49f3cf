# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Completion for bash: the tool itself says what may follow.

_kmemlab()
{
	local words=("${COMP_WORDS[@]:1:COMP_CWORD}") line
	local i

	# bash takes --output=COLS apart at the sign; the tool wants --output COLS.
	for i in "${!words[@]}"; do
		[[ ${words[i]} != '=' ]] || unset 'words[i]'
	done
	[[ ${COMP_WORDS[COMP_CWORD]} != '=' ]] || words+=('')
	COMPREPLY=()
	while IFS= read -r line; do
		if [[ $line == :files ]]; then
			compopt -o default 2>/dev/null
			COMPREPLY=()
			return
		fi
		COMPREPLY+=("$line")
	done < <("${COMP_WORDS[0]}" complete -- "${words[@]}" 2>/dev/null | sort -u)
	# Behind a comma more names may follow, and behind one name a comma.
	[[ ${COMPREPLY[0]-} != *,* ]] || compopt -o nospace 2>/dev/null
}

complete -F _kmemlab kmemlab
