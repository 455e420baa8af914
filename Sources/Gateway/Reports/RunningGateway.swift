/// A gateway that may be running where a configuration says.
public enum RunningGateway {
  /// Its version; nil where nobody answers.
  ///
  /// - Throws: `AddressTaken` where another program answers.
  public static func version(of configuration: Configuration) async throws(AddressTaken) -> String? {
    do throws(AdminError) {
      return try await AdminClient(configuration).version()
    } catch {
      if case .unreachable = error { return nil }
      throw AddressTaken(address: configuration.server.listen)
    }
  }
}

extension RunningGateway {
  /// How it and its backends are. Throws `NoGateway`, or `AdminError` with what the gateway says.
  public static func status(of configuration: Configuration) async throws -> StatusReport {
    try await ask(configuration) { (client) async throws(AdminError) in try await client.status() }
  }

  /// Has a backend, or all, used again that requests are kept from. Throws as `status` does.
  public static func reset(_ backend: String?, of configuration: Configuration) async throws -> ResetReport {
    try await ask(configuration) { (client) async throws(AdminError) in try await client.reset(backend) }
  }

  private static func ask<Answer: Sendable>(
    _ configuration: Configuration, _ question: (AdminClient) async throws(AdminError) -> Answer
  ) async throws -> Answer {
    do throws(AdminError) {
      return try await question(AdminClient(configuration))
    } catch {
      switch error {
      case .unreachable(_, let reason): throw NoGateway(address: configuration.server.listen, reason: reason)
      case .foreign: throw AddressTaken(address: configuration.server.listen)
      case .refused: throw error
      }
    }
  }
}

/// No gateway runs where a configuration says.
public struct NoGateway: Error, Sendable, Equatable, CustomStringConvertible {
  /// Where.
  public let address: ListenAddress
  /// What came of trying.
  public let reason: String

  /// What is wrong, and the way out.
  public var description: String {
    "no gateway answers at \(address) (\(reason)); start one with 'ctxgw serve', or name another address with --listen"
  }
}

/// Another program answers where a gateway should.
public struct AddressTaken: Error, Sendable, Equatable, CustomStringConvertible {
  /// Where.
  public let address: ListenAddress

  /// What is wrong, and the way out.
  public var description: String {
    "what answers at \(address) is another program; choose another address with --listen or server.listen"
  }
}
