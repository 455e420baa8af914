import Reactor
import Upstream
import Wire

/// Asks a running gateway to do what only the process that holds the store can do.
struct AdminClient: Sendable {
  private let address: String
  private let token: Credential?

  /// How long the gateway may take; pruning a large store takes seconds.
  private static let patience: Duration = .seconds(60)

  /// The gateway that a configuration describes.
  init(_ configuration: Configuration) {
    address = "http://\(configuration.server.listen.forClients)"
    token = configuration.server.authToken
  }

  /// Has a session removed; its whole id.
  func remove(_ id: String) async throws(AdminError) -> String {
    guard id.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "z") ~= $0 }) else {
      throw .refused("'\(id)' is no session's id")
    }
    let answer = try await send("DELETE", "/ctxgw/sessions/\(id)")
    guard let removed = answer["removed"]?.string else { throw .foreign(address) }
    return removed
  }

  /// Has sessions removed whose last turn is longer ago than `age`; how many.
  func prune(olderThan age: Duration) async throws(AdminError) -> Int {
    // Rounded up, so that nothing younger than was asked for is removed; at most what the other side reads.
    let seconds = min(age.components.seconds + (age.components.attoseconds > 0 ? 1 : 0), 999_999_999)
    let answer = try await send("POST", "/ctxgw/prune?older_than=\(seconds)s")
    guard let removed = answer["removed"]?.int else { throw .foreign(address) }
    return removed
  }

  /// The version of the gateway, which it tells whoever asks.
  func version() async throws(AdminError) -> String {
    let answer = try await send("GET", "/ctxgw/health", within: .seconds(2))
    guard let version = answer["version"]?.string else { throw .foreign(address) }
    return version
  }

  /// All the gateway knows of models and backends, which it asks for this.
  func models() async throws(AdminError) -> ModelsReport {
    guard let report = ModelsReport(try await send("GET", "/ctxgw/models")) else { throw .foreign(address) }
    return report
  }

  /// How the gateway and its backends are.
  func status() async throws(AdminError) -> StatusReport {
    guard let report = StatusReport(try await send("GET", "/ctxgw/status")) else { throw .foreign(address) }
    return report
  }

  /// Has a backend, or all, used again that requests are kept from.
  func reset(_ backend: String?) async throws(AdminError) -> ResetReport {
    let query = backend.map { "?backend=\(PercentEncoding.encoded($0))" } ?? ""
    guard let report = ResetReport(try await send("POST", "/ctxgw/reset\(query)")) else {
      throw .foreign(address)
    }
    return report
  }

  private func send(
    _ method: String, _ target: String, within patience: Duration = patience
  ) async throws(AdminError) -> JSONValue {
    var fields = HTTPFields()
    if let token { fields.append("x-ctxgw-token", token.text) }
    let call = UpstreamCall(
      method: method, url: address + target, fields: fields, connectTimeout: .seconds(2),
      firstByteTimeout: patience, idleTimeout: patience, allowsProxy: false)
    let (status, body) = try await Self.answer(to: call, at: address)
    guard let document = try? JSONDocument(parsing: body) else { throw .foreign(address) }
    guard status == 200 else {
      throw document.root["error"]?["message"]?.string.map(AdminError.refused) ?? .foreign(address)
    }
    return document.root
  }

  @LoopActor
  private static func answer(
    to call: UpstreamCall, at address: String
  ) async throws(AdminError) -> (status: Int, body: [UInt8]) {
    do throws(TransportError) {
      let response = try await CurlTransport().open(call)
      return (response.status, try await response.collect(limit: 1 << 20))
    } catch {
      throw .unreachable(address, reason: "\(error)")
    }
  }
}

/// Why a running gateway did not do what it was asked.
enum AdminError: Error, Equatable, CustomStringConvertible {
  /// Somebody holds the store's lock, and nobody answers where the gateway should.
  case unreachable(String, reason: String)
  /// Somebody answers who is not the gateway.
  case foreign(String)
  /// The gateway says no.
  case refused(String)

  var description: String {
    switch self {
    case .unreachable(let address, let reason):
      "a gateway has the store open, and none answers at \(address) (\(reason)); "
        + "name its address with --listen, or stop it"
    case .foreign(let address):
      "a gateway has the store open, and what answers at \(address) is another program; "
        + "name the gateway's address with --listen, or stop it"
    case .refused(let message): message
    }
  }
}
