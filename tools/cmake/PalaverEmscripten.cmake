# What Emscripten needs of Node.js, on machines whose Node.js it does not expect.
#
# Distributions ship Emscripten without the Node.js modules that its linker needs: theirs lie in a folder
# where only their own Node.js looks. Linking gets that folder when it would fail without.

find_program(PALAVER_NODE NAMES node nodejs NO_CMAKE_FIND_ROOT_PATH)
set(PALAVER_NODE_MODULES "/usr/share/nodejs" CACHE PATH "Folder of the distribution's Node.js modules")

function(palaver_acorn_is_found result node_path)
  set(${result} FALSE PARENT_SCOPE)
  execute_process(
    COMMAND ${CMAKE_COMMAND} -E env "NODE_PATH=${node_path}" ${PALAVER_NODE}
            -e "require('module').createRequire(process.argv[1])('acorn')"
            "${EMSCRIPTEN_ROOT_PATH}/tools/acorn-optimizer.js"
    RESULT_VARIABLE code OUTPUT_QUIET ERROR_QUIET)
  if(code EQUAL 0)
    set(${result} TRUE PARENT_SCOPE)
  endif()
endfunction()

if(PALAVER_NODE)
  palaver_acorn_is_found(palaver_acorn_found "$ENV{NODE_PATH}")
  if(NOT palaver_acorn_found)
    palaver_acorn_is_found(palaver_acorn_found "${PALAVER_NODE_MODULES}")
    if(NOT palaver_acorn_found)
      message(FATAL_ERROR "Emscripten's linker will not find the Node.js module acorn. "
        "Name the folder that holds it with -DPALAVER_NODE_MODULES=FOLDER.")
    endif()
    set_property(GLOBAL PROPERTY RULE_LAUNCH_LINK
      "${CMAKE_COMMAND} -E env NODE_PATH=${PALAVER_NODE_MODULES} --")
  endif()
  # emcmake's own choice for running WebAssembly has a flag that newer Nodes refuse.
  set(CMAKE_CROSSCOMPILING_EMULATOR "${PALAVER_NODE}")
endif()
