# Tests of the native program, on real sockets on loopback.
list(APPEND server_tests)
