# Tests of the native program, on real sockets on loopback.
list(APPEND server_tests
  server/net/event_loop_test.cpp
  server/net/inherited_sockets_test.cpp
  server/net/listener_test.cpp
  server/net/out_queue_test.cpp
  server/net/peer_limit_test.cpp
  server/net/poller_test.cpp
  server/net/send_batch_test.cpp
  server/net/stream_test.cpp
  server/net/stream_tls_test.cpp
  server/net/system_error_test.cpp
  server/net/tls_context_test.cpp
  server/net/tls_identity_test.cpp
  server/net/tls_session_test.cpp
  server/net/task_inbox_test.cpp
  server/net/timer_queue_test.cpp
  server/net/unique_fd_test.cpp
  server/deflate/codec_test.cpp
  server/deflate/deflater_test.cpp
  server/deflate/inflater_test.cpp
  server/deflate/session_test.cpp
  server/http/accept_encoding_test.cpp
  server/http/client_lines_test.cpp
  server/http/client_sockets_test.cpp
  server/http/client_test.cpp
  server/http/client_tls_test.cpp
  server/http/content_type_test.cpp
  server/http/field_text_test.cpp
  server/http/http_date_test.cpp
  server/http/message_test.cpp
  server/http/request_parser_test.cpp
  server/http/response_head_test.cpp
  server/http/server_limits_test.cpp
  server/http/server_test.cpp
  server/http/server_tls_test.cpp
  server/http/server_upgrade_test.cpp
  server/http/static_files_test.cpp
  server/aws/canonical_request_test.cpp
  server/aws/credentials_test.cpp
  server/aws/digest_test.cpp
  server/aws/lambda_client_test.cpp
  server/aws/sigv4_test.cpp
  server/aws/sigv4_verifier_test.cpp
  server/gateway/access_test.cpp
  server/gateway/api_keys_test.cpp
  server/gateway/client_table_test.cpp
  server/gateway/compression_test.cpp
  server/gateway/connection_test.cpp
  server/gateway/endpoint_test.cpp
  server/gateway/gateway_test.cpp
  server/gateway/groups_test.cpp
  server/gateway/handshake_test.cpp
  server/gateway/ids_test.cpp
  server/gateway/management_test.cpp
  server/gateway/network_carrier_test.cpp
  server/gateway/origin_policy_test.cpp
  server/gateway/outgoing_message_test.cpp
  server/gateway/packed_context_test.cpp
  server/gateway/served_api_test.cpp
  server/gateway/switchboard_test.cpp
  server/chat/backend_test.cpp
  server/chat/http_publisher_test.cpp
  server/chat/in_process_test.cpp
  server/common/logger_test.cpp
  server/common/metrics_test.cpp
  server/app/api_files_test.cpp
  server/app/certificate_watch_test.cpp
  server/app/front_service_test.cpp
  server/app/options_test.cpp
  server/app/run_test.cpp
  server/app/service_test.cpp)




# For the documents and definition files that a test holds to be true.
set_source_files_properties(server/app/api_files_test.cpp PROPERTIES
  COMPILE_DEFINITIONS "PALAVER_REPOSITORY=\"${PROJECT_SOURCE_DIR}\"")
