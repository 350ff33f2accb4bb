# SPDX-License-Identifier: Apache-2.0
# template_files(<variable> <folder>): the files of an example, hidden ones too, without folders.
function(template_files variable folder)
    file(GLOB files LIST_DIRECTORIES FALSE RELATIVE ${folder} ${folder}/* ${folder}/.*)
    list(REMOVE_DUPLICATES files)
    list(SORT files)
    set(${variable} ${files} PARENT_SCOPE)
endfunction()
