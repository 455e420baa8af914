import Reactor
import Server
import Store
import Testing
import Upstream
import Wire

@testable import Gateway

@Suite("Taking recorded sessions away", .serialized)
struct RemovalTests {
  @Test("without a gateway the sessions are removed from the file")
  func withoutGateway() async throws {
    let session = try RecordedSession()
    let store = try session.open()
    let id = try await session.record(in: store)
    await store.close()
    let removal = Removal(Configuration(store: StoreConfiguration(path: session.path), table: .own))
    #expect(try await removal.prune(olderThan: .seconds(86_400 * 365 * 100)) == 0)
    #expect(try await removal.remove(String(id.prefix(8))) == id)
    await #expect(throws: StoreError.noSession(prefix: id)) { try await removal.remove(id) }
    #expect(try await Recordings(path: session.path).sessions(limit: 9, since: nil).sessions.isEmpty)
  }

  @Test("while a gateway has the store, it is asked, with its token")
  func withGateway() async throws {
    LoopActor.shared.loop.start()
    let session = try RecordedSession()
    let store = try session.open()
    let gateway = try await PretendedGateway()
    var configuration = Configuration(store: StoreConfiguration(path: session.path), table: .own)
    configuration.server.listen = ListenAddress(host: "0.0.0.0", port: gateway.port)
    configuration.server.authToken = Credential("the-token")
    let removal = Removal(configuration)
    #expect(try await removal.remove("s1abc") == "s1abcdef")
    #expect(try await removal.prune(olderThan: .seconds(90 * 86_400)) == 3)
    await #expect(throws: AdminError.refused("no session's id begins with 'nobody'")) {
      try await removal.remove("nobody")
    }
    await #expect(throws: AdminError.refused("'a/../b' is no session's id")) {
      try await removal.remove("a/../b")
    }
    await #expect(throws: AdminError.foreign("http://127.0.0.1:\(gateway.port)")) {
      try await removal.remove("html")
    }
    #expect(
      await gateway.heard == [
        "DELETE /ctxgw/sessions/s1abc the-token", "POST /ctxgw/prune?older_than=7776000s the-token",
        "DELETE /ctxgw/sessions/nobody the-token", "DELETE /ctxgw/sessions/html the-token",
      ])
    await gateway.stop()
    let said = await message { try await removal.remove("s1abc") }
    #expect(
      said?.contains("a gateway has the store open, and none answers at http://127.0.0.1:\(gateway.port)")
        == true)
    await store.close()
  }

  private func message(_ body: () async throws -> String) async -> String? {
    do { _ = try await body() } catch { return "\(error)" }
    return nil
  }
}

/// Answers admin requests from a table, over a real socket.
@LoopActor
private final class PretendedGateway {
  nonisolated let port: UInt16
  private let server: HTTPServer
  private let log: Log

  init() throws {
    let log = Log()
    let server = HTTPServer { exchange in
      let request = exchange.request
      log.lines.append("\(request.method) \(request.target) \(request.fields["x-ctxgw-token"] ?? "no token")")
      let (status, body) = answers[request.target] ?? (500, "")
      exchange.respond(HTTPResponseHead(status: status), body: Array(body.utf8))
    }
    port = try server.listen(host: "127.0.0.1", port: 0)
    self.server = server
    self.log = log
  }

  /// The requests so far: method, target and token.
  var heard: [String] { log.lines }

  func stop() async { await server.stop() }
}

@LoopActor private final class Log { var lines: [String] = [] }

private let answers = [
  "/ctxgw/sessions/s1abc": (200, #"{"removed":"s1abcdef"}"#),
  "/ctxgw/prune?older_than=7776000s": (200, #"{"removed":3}"#),
  "/ctxgw/sessions/nobody": (404, #"{"error":{"message":"no session's id begins with 'nobody'"}}"#),
  "/ctxgw/sessions/html": (404, "<html></html>"),
]
