import Gateway

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The program behind `ctxgw`: reads the command line, runs the command, prints what comes of it.
public enum CommandLineTool {
  /// Runs the command line of this process and ends it: with status 0 when all is done, 1 when the command failed, 2 when
  /// it was not understood.
  public static func main() -> Never {
    // A reader that goes away is a result of `write`, not a signal.
    signal(SIGPIPE, SIG_IGN)
    let words = Array(CommandLine.arguments.dropFirst())
    let surroundings = Surroundings(
      environment: .process, now: .now(),
      canvas: StandardStream.output.canvas { Environment.process[$0] },
      remarks: StandardStream.error.canvas { Environment.process[$0] })
    exit(finish(Foreground.run { await run(words, surroundings) }))
  }

  /// What comes of a command line: its result, or why there is none.
  static func run(_ words: [String], _ surroundings: Surroundings) async -> Result<CommandResult, Refusal> {
    do {
      switch try ArgumentParser.parse(words, root: .root, environment: surroundings.environment) {
      case .help(let path, let command):
        return .success(.output(HelpPage(path: path, command: command).text))
      case .run(let invocation):
        guard let action = invocation.command.action else {
          preconditionFailure("the parser gives commands that do something")
        }
        return .success(try await action(invocation, surroundings))
      }
    } catch let error as UsageError {
      return .failure(Refusal(message: error.description, status: 2))
    } catch {
      return .failure(Refusal(message: "\(error)", status: 1))
    }
  }

  /// Why a command line came to nothing.
  struct Refusal: Error, Equatable {
    /// What the operator is told.
    let message: String
    /// The status the program ends with.
    let status: Int32
  }

  private static func finish(_ result: Result<CommandResult, Refusal>) -> Int32 {
    do {
      switch result {
      case .success(.output(let bytes)):
        try StandardStream.output.write(bytes)
        return 0
      case .success(.outputWithRemarks(let bytes, let remarks)):
        try StandardStream.error.write(remarks)
        try StandardStream.output.write(bytes)
        return 0
      case .success(.serve(let configuration, let origin)):
        return GatewayProgram.serve(configuration, from: origin) {
          _ = try? StandardStream.error.write(Array($0.utf8))
        }
      case .success(.client(let session)):
        return session.run { _ = try? StandardStream.error.write(Array($0.utf8)) }
      case .success(.verdict(let bytes, let isGood)):
        try StandardStream.output.write(bytes)
        return isGood ? 0 : 1
      case .failure(let refusal):
        try StandardStream.error.write(Array("ctxgw: \(refusal.message)\n".utf8))
        return refusal.status
      }
    } catch {
      // The one place left to say so; if that fails too, the status has to do.
      _ = try? StandardStream.error.write(Array("ctxgw: \(error)\n".utf8))
      return 1
    }
  }
}
