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

/// Another program answers where a gateway should.
public struct AddressTaken: Error, Sendable, Equatable, CustomStringConvertible {
  /// Where.
  public let address: ListenAddress

  /// What is wrong, and the way out.
  public var description: String {
    "what answers at \(address) is another program; choose another address with --listen or server.listen"
  }
}
