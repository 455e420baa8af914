import Tokens

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

// Counts for the tests and benchmarks that compare with another implementation; not part of what ships.
//
//   TokenDriver count VOCABULARY    standard input: documents, each with its length before it in 4 bytes,
//                                   little-endian; standard output: the tokens of each, one line per document
//   TokenDriver time VOCABULARY N   standard input: one document, counted N times afresh; standard output: its tokens, then
//                                   for each time the nanoseconds it took
//   TokenDriver open VOCABULARY N   N times: the nanoseconds until a counter is ready
exit(TokenDriver.run(Array(CommandLine.arguments.dropFirst())))
