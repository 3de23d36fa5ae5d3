# What the load generator reckons with: no sockets, cheap, so that it runs with the native tests.
list(APPEND server_tests
  bench/load/document.cpp
  bench/load/document_test.cpp
  bench/load/histogram.cpp
  bench/load/histogram_test.cpp
  bench/load/nats_wire.cpp
  bench/load/schedule_test.cpp
  bench/load/stamp.cpp
  bench/load/stamp_test.cpp
  bench/load/websocket_wire.cpp
  bench/load/wire.cpp
  bench/load/wire_test.cpp)
