import Reactor
import Testing
import Wire

@testable import Server

/// A server on a port of its own for one test.
struct TestServer {
  let server: HTTPServer
  let port: UInt16

  /// Starts a server with a handler of the test's.
  init(limits: ServerLimits = ServerLimits(), _ handler: @escaping HTTPServer.Handler) async throws {
    LoopActor.shared.loop.start()
    server = await HTTPServer(limits: limits, handler: handler)
    port = try await server.listen(host: "127.0.0.1", port: 0)
  }

  /// Starts a server that says what it was asked.
  init(limits: ServerLimits = ServerLimits()) async throws {
    try await self.init(limits: limits) { exchange in
      let request = exchange.request
      exchange.respond(.ok, body: Array("\(request.method) \(request.target) ".utf8) + request.body)
    }
  }

  /// Sends bytes on a connection of their own, ends it, and returns all that came back.
  func exchange(_ bytes: some Sequence<UInt8>, methods: [String] = []) throws -> [RawResponse] {
    let client = try RawClient(port: port)
    client.send(bytes)
    client.finishSending()
    return RawResponse.all(in: client.receiveAll().bytes, methods: methods)
  }

  /// Sends a text on a connection of its own, ends it, and returns all that came back.
  func exchange(_ text: String, methods: [String] = []) throws -> [RawResponse] {
    try exchange(text.utf8, methods: methods)
  }
}

extension HTTPResponseHead {
  static let ok = HTTPResponseHead(status: 200)
}
