#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

// Replays recorded sessions through the context engine and beside it through the policies it is measured against;
// bench/README.md says how to read it. Exit status: 0 when all that must hold does, 1 when not, 2 for a usage error.
guard let options = Options(Array(CommandLine.arguments.dropFirst())) else {
  print(Options.usage)
  exit(2)
}
do {
  let holds = try await ContextBench(options).run()
  exit(holds || options.onlyReports ? 0 : 1)
} catch {
  print("ContextBench: \(error)")
  exit(1)
}
