# Tests of the client's screens, drawn natively without a browser.
list(APPEND wasm_tests)
