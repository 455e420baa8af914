#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

// Prints how well the labelled requests are classified, and how long that takes for requests of several sizes. Exit
// status: 0 when every kind is right and the slowest hundredth of each size is within its limit, 1 when not.
do {
  let holds = try RoutingBench().run()
  exit(holds ? 0 : 1)
} catch {
  print("RoutingBench: \(error)")
  exit(1)
}
