# SPDX-License-Identifier: GPL-2.0
# Sphinx: make docs builds build/docs.
import pathlib
import re

header = pathlib.Path(__file__).parent.parent / "include" / "kmemlab.h"

project = "kmemlab"
author = "The kmemlab authors"
version = re.search(r'KMEMLAB_VERSION\s+"(.*)"', header.read_text())[1]
release = version
exclude_patterns = ["ABI"]
html_theme = "alabaster"
html_theme_options = {"nosidebar": False, "page_width": "1100px"}
html_copy_source = False
html_show_copyright = False
