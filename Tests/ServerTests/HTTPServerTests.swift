import Glibc
import Reactor
import Testing
import Wire

@testable import Server

@Suite(.timeLimit(.minutes(1))) struct HTTPServerTests {
  private static let get = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n"

  @Test("requests sent together are answered in their order, however long the first one takes")
  func pipelining() async throws {
    let server = try await TestServer { exchange in
      if exchange.request.target == "/slow" {
        for _ in 0..<50 { await offLoop {} }
      }
      exchange.respond(.ok, body: Array(exchange.request.target.utf8))
    }
    let client = try RawClient(port: server.port)
    client.send(["/slow", "/b", "/c"].map { "GET \($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined())
    client.send("GET /d HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    let responses = RawResponse.all(in: client.receiveAll().bytes)
    #expect(responses.map(\.body) == ["/slow", "/b", "/c", "/d"])
    await server.server.stop()
  }

  @Test("a connection serves one request after the other until the client closes it")
  func keepAlive() async throws {
    let server = try await TestServer()
    let client = try RawClient(port: server.port)
    for _ in 0..<3 {
      client.send(Self.get)
      #expect(client.receive(until: "GET /a ").hasPrefix("HTTP/1.1 200 OK\r\n"))
    }
    client.finishSending()
    #expect(client.receiveAll() == ([], .closed))
    await server.server.stop()
  }

  @Test("a client of HTTP/1.0 keeps the connection only if it asks")
  func http10() async throws {
    let server = try await TestServer()
    let asked = try server.exchange(
      "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /b HTTP/1.0\r\n\r\n")
    #expect(asked.map(\.body) == ["GET /a ", "GET /b "])
    #expect(asked.map { $0.fields["connection"] } == ["keep-alive", "close"])
    #expect(try server.exchange("GET /a HTTP/1.0\r\n\r\nGET /b HTTP/1.0\r\n\r\n").map(\.body) == ["GET /a "])
    await server.server.stop()
  }

  @Test("a client that waits for a word before its body gets it, one that does not wait is spared it")
  func expectContinue() async throws {
    let server = try await TestServer()
    let client = try RawClient(port: server.port)
    let head =
      "POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\nConnection: close\r\n\r\n"
    client.send(head)
    #expect(client.receive(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
    client.send("hello")
    #expect(RawResponse.all(in: client.receiveAll().bytes).map(\.body) == ["POST /a hello"])
    #expect(try server.exchange(head + "hello").map(\.status) == [200])
    await server.server.stop()
  }

  @Test("a client that waits for a word is told at once that its body is too large")
  func expectContinueTooLarge() async throws {
    let server = try await TestServer()
    let head = "POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n"
    #expect(try server.exchange(head).map(\.status) == [413])
    await server.server.stop()
  }

  @Test("a HEAD request is told what GET would bring and spared the body, streamed or not")
  func head() async throws {
    let server = try await TestServer { exchange in
      if exchange.request.target == "/stream" {
        exchange.begin(.ok)
        exchange.write(Array("body".utf8))
        exchange.finish()
      } else {
        exchange.respond(.ok, body: Array("body".utf8))
      }
    }
    let requests = "HEAD /a HTTP/1.1\r\nHost: a\r\n\r\nHEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n" + Self.get
    let responses = try server.exchange(requests, methods: ["HEAD", "HEAD", "GET"])
    #expect(responses.map(\.status) == [200, 200, 200])
    #expect(responses.map(\.body) == ["", "", "body"])
    #expect(responses[0].fields["content-length"] == "4")
    #expect(responses[1].fields["transfer-encoding"] == "chunked")
    await server.server.stop()
  }

  @Test("an answer whose status allows no body has none")
  func noContent() async throws {
    let server = try await TestServer { exchange in
      exchange.respond(
        HTTPResponseHead(status: exchange.request.target == "/a" ? 204 : 304), body: [1, 2, 3])
    }
    let responses = try server.exchange(Self.get + "GET /b HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(responses.map(\.status) == [204, 304])
    #expect(responses.allSatisfy { $0.fields["content-length"] == nil })
    await server.server.stop()
  }

  @Test("what a body is longer than the limit is answered although the client is still sending")
  func tooLarge() async throws {
    var limits = ServerLimits()
    limits.http.maxBody = 1000
    let server = try await TestServer(limits: limits)
    let client = try RawClient(port: server.port)
    client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 8000000\r\n\r\n")
    client.send([UInt8](repeating: 0, count: 8_000_000))
    let (bytes, end) = client.receiveAll()
    #expect(RawResponse.all(in: bytes).map(\.status) == [413])
    #expect(end == .closed)
    await server.server.stop()
  }

  @Test("bodies of all connections together are bounded, and room is given back")
  func bodyBudget() async throws {
    var limits = ServerLimits()
    limits.maxBufferedBodies = 1500
    let arrived = Signal()
    let mayEnd = Signal()
    let server = try await TestServer(limits: limits) { exchange in
      if exchange.request.target == "/held" {
        arrived.send()
        await mayEnd.wait()
      }
      exchange.respond(.ok)
    }
    func post(_ path: String) -> String {
      "POST \(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n"
        + String(repeating: "x", count: 1000)
    }
    let holder = try RawClient(port: server.port)
    holder.send(post("/held"))
    await arrived.wait()
    #expect(try server.exchange(post("/a")).map(\.status) == [503])
    await mayEnd.send()
    #expect(RawResponse.all(in: holder.receiveAll().bytes).map(\.status) == [200])
    #expect(try server.exchange(post("/a")).map(\.status) == [200])
    #expect(await server.server.bodies.held == 0)
    await server.server.stop()
  }

  @Test("a connection beyond the limit is told so; when one closes there is room again")
  func connectionLimit() async throws {
    var limits = ServerLimits()
    limits.maxConnections = 1
    let server = try await TestServer(limits: limits)
    let first = try RawClient(port: server.port)
    first.send(Self.get)
    #expect(first.receive(until: "GET /a ").contains("200 OK"))
    #expect(RawResponse.all(in: try RawClient(port: server.port).receiveAll().bytes).map(\.status) == [503])
    first.finishSending()
    #expect(first.receiveAll().end == .closed)
    #expect(try server.exchange(Self.get).map(\.status) == [200])
    await server.server.stop()
  }

  @Test(
    "a slow head or body is answered 408 and an idle connection closed, when the sweep finds their time is up"
  )
  func timeouts() async throws {
    let server = try await TestServer()
    let began = [
      "", "GET /a HT", "POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n",
    ]
    let clients = try began.map { _ in try RawClient(port: server.port) }
    for (client, text) in zip(clients, began) { client.send(text) }
    // The answer to a later connection, and the word on the body, tell that all three have been read.
    #expect(try server.exchange(Self.get).map(\.status) == [200])
    #expect(clients[2].receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 100"))
    await server.server.sweep(at: LoopActor.shared.loop.now + 121_000_000_000)
    let ends = clients.map { $0.receiveAll() }
    #expect(ends.map(\.end) == [.closed, .closed, .closed])
    #expect(ends.map { RawResponse.all(in: $0.bytes).map(\.status) } == [[], [408], [408]])
    await server.server.stop()
  }

  @Test(
    "a request the client gives up half way is answered 400 and never handled",
    arguments: ["GET /a", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel"])
  func truncated(_ text: String) async throws {
    let server = try await TestServer { _ in Issue.record("a truncated request reached the handler") }
    #expect(try server.exchange(text).map(\.status) == [400])
    await server.server.stop()
  }

  @Test("the server listens on IPv6 too")
  func ipv6() async throws {
    let server = try await TestServer()
    let port = try await server.server.listen(host: "::1", port: 0)
    let client = try RawClient(port: port, address: "::1")
    client.send("GET /six HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    #expect(RawResponse.all(in: client.receiveAll().bytes).map(\.body) == ["GET /six "])
    await server.server.stop()
  }

  @Test("an address that is none, or is taken, is an error that names it")
  func listenErrors() async throws {
    let server = try await TestServer()
    func message(_ host: String, _ port: UInt16) async -> String? {
      do throws(SocketError) {
        try await server.server.listen(host: host, port: port)
        return nil
      } catch {
        return error.description
      }
    }
    #expect(await message("example.invalid", 0) == "cannot listen on example.invalid:0: Invalid argument")
    #expect(await message("fe80::x", 0) == "cannot listen on [fe80::x]:0: Invalid argument")
    #expect(
      await message("127.0.0.1", server.port)
        == "cannot listen on 127.0.0.1:\(server.port): Address already in use")
    await server.server.stop()
  }

  @Test("stopping lets an answer under way finish, closes idle connections, and takes no new ones")
  func stop() async throws {
    let arrived = Signal()
    let mayEnd = Signal()
    let server = try await TestServer { exchange in
      arrived.send()
      await mayEnd.wait()
      exchange.respond(.ok, body: Array("done".utf8))
    }
    let idle = try RawClient(port: server.port)
    let busy = try RawClient(port: server.port)
    busy.send(Self.get)
    await arrived.wait()
    let stopping = spawn { await server.server.stop() }
    #expect(idle.receiveAll() == ([], .closed))
    #expect(throws: RawClient.Failure(code: ECONNREFUSED)) { try RawClient(port: server.port) }
    await mayEnd.send()
    let responses = RawResponse.all(in: busy.receiveAll().bytes)
    #expect(responses.map(\.body) == ["done"])
    #expect(responses.first?.fields["connection"] == "close")
    await stopping.value
  }

  @Test("stopping does not wait for a client that keeps an idle connection", .timeLimit(.minutes(1)))
  func stopIdle() async throws {
    var limits = ServerLimits()
    limits.lingerTimeout = 3_600
    limits.stopTimeout = 3_600
    let server = try await TestServer(limits: limits)
    let client = try RawClient(port: server.port)
    client.send(Self.get)
    #expect(client.receive(until: "GET /a ").hasPrefix("HTTP/1.1 200"))
    await server.server.stop()
    #expect(client.receiveAll().end == .closed)
  }

  @Test("stopping tells the handler of an answer that takes longer than it may, which has a moment to say so")
  func stopTells() async throws {
    var limits = ServerLimits()
    limits.stopTimeout = 0
    limits.cutTimeout = 3_600
    let arrived = Signal()
    let server = try await TestServer(limits: limits) { exchange in
      exchange.begin(.ok)
      arrived.send()
      await Signal.cancellation()
      exchange.write(Array("\(exchange.isCutShort) \(exchange.isClientGone)".utf8))
      exchange.finish()
    }
    let client = try RawClient(port: server.port)
    client.send(Self.get)
    await arrived.wait()
    let stopping = spawn { await server.server.stop() }
    #expect(RawResponse.all(in: client.receiveAll().bytes).map(\.body) == ["true false"])
    await stopping.value
  }

  @Test("stopping cuts an answer whose handler does not end it then")
  func stopCuts() async throws {
    var limits = ServerLimits()
    (limits.stopTimeout, limits.cutTimeout) = (0, 0)
    let arrived = Signal()
    let ended = Signal()
    let server = try await TestServer(limits: limits) { exchange in
      exchange.begin(.ok)
      arrived.send()
      await ended.wait()
    }
    let client = try RawClient(port: server.port)
    client.send(Self.get)
    await arrived.wait()
    await server.server.stop()
    #expect(!client.receiveAll().bytes.suffix(5).elementsEqual("0\r\n\r\n".utf8))
    await ended.send()
  }

  @Test("a request that has begun to come when the server is stopped is answered, and its connection closed")
  func stopAnswers() async throws {
    let server = try await TestServer()
    let busy = try RawClient(port: server.port)
    busy.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
    // Proof that the head has been read.
    #expect(busy.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 100"))
    let stopping = spawn { await server.server.stop() }
    while await !server.server.isStopping { await offLoop {} }
    busy.send("hello")
    let responses = RawResponse.all(in: busy.receiveAll().bytes)
    #expect(responses.map(\.body) == ["POST /a hello"] && responses.first?.fields["connection"] == "close")
    await stopping.value
  }

  @Test("a request that comes too slowly is not waited for longer than an answer when the server is stopped")
  func stopRefuses() async throws {
    var limits = ServerLimits()
    limits.stopTimeout = 0
    limits.cutTimeout = 3_600
    let server = try await TestServer(limits: limits)
    let client = try RawClient(port: server.port)
    client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
    #expect(client.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 100"))
    let stopping = spawn { await server.server.stop() }
    #expect(RawResponse.all(in: client.receiveAll().bytes).map(\.status) == [503])
    client.reset()
    await stopping.value
  }
}
