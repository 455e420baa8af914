import Upstream

/// How a client on this machine reaches the gateway.
public struct ClientConnection: Sendable, Equatable {
  /// The gateway's URL, without a path.
  public let url: String
  /// The gateway's token; nil where it asks for none.
  public let token: String?

  /// The gateway of a configuration.
  public init(_ configuration: Configuration) {
    url = "http://\(configuration.server.listen.forClients)"
    token = configuration.server.authToken?.text
  }

  /// The field that carries the token beside a client's own credentials.
  static let tokenField = "x-ctxgw-token"

  /// What stands where a client wants a key and nobody asks for one.
  var key: String { token ?? "local" }
}
