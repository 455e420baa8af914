import Gateway

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A client at work through the gateway: `ctxgw run`. Where no gateway is running, one is, as long as the client.
struct ClientSession: Sendable, Equatable {
  /// The client.
  let program: ClientProgram
  /// The user's own words for it.
  let arguments: [String]
  /// The model it is to use; nil leaves it to the client, or is the one that is loaded.
  let model: String?
  /// What a gateway is started with that has to be.
  let gatewayFlags: [String]
  let configuration: Configuration
  let data: DataDirectory

  /// Starts the client, waits for its end, and gives the status with which to end.
  ///
  /// - Parameter tell: takes lines for the operator, each with its line feed.
  func run(tell: @escaping @Sendable (String) -> Void) -> Int32 {
    let signals = HeldSignals()
    do {
      let gateway = try BorrowedGateway(configuration, flags: gatewayFlags, signals)
      defer { gateway.giveBack(signals) }
      let setup = try setup()
      let client = try ChildProcess.start(
        program.command ?? program.rawValue, setup.arguments + arguments,
        variables: setup.variables.map { ($0.name, $0.value) })
      return wait(for: client, signals).status
    } catch {
      tell("ctxgw: \(error)\n")
      return (error as? LaunchError)?.status ?? 1
    }
  }

  private func setup() throws -> ClientSetup {
    let choice = Foreground.run { () async -> Result<ModelChoice, any Error> in
      do {
        return .success(
          try await ModelChoice.of(model, for: program, in: Inventory(configuration, data: data)))
      } catch {
        return .failure(error)
      }
    }
    return try choice.get().setup(program, at: ClientConnection(configuration))
  }

  private func wait(for client: ChildProcess, _ signals: HeldSignals) -> ChildProcess.Ending {
    while true {
      if let ending = client.ending() { return ending }
      if case .wish(let signal, isTyped: false) = signals.next() { client.send(signal) }
    }
  }
}
