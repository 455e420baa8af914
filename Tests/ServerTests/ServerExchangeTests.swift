import Reactor
import Testing
import Wire

@testable import Server

@Suite(.timeLimit(.minutes(1))) struct ServerExchangeTests {
  private static let get = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n"

  @Test("a streamed answer comes in chunks, one for each write, and the connection goes on")
  func stream() async throws {
    let server = try await TestServer { exchange in
      exchange.begin(.ok)
      for piece in ["one ", "", "two ", String(repeating: "x", count: 0x1234)] {
        exchange.write(Array(piece.utf8))
      }
      exchange.finish()
    }
    let client = try RawClient(port: server.port)
    client.send(Self.get + Self.get)
    client.finishSending()
    let (bytes, _) = client.receiveAll()
    let responses = RawResponse.all(in: bytes)
    #expect(
      responses.map(\.body) == Array(repeating: "one two " + String(repeating: "x", count: 0x1234), count: 2))
    #expect(responses.allSatisfy { $0.isComplete })
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains("\r\n\r\n4\r\none \r\n4\r\ntwo \r\n1234\r\nxxx"))
    await server.server.stop()
  }

  @Test("a client of HTTP/1.0 is streamed to until the connection closes")
  func streamTo10() async throws {
    let server = try await TestServer { exchange in
      exchange.begin(.ok)
      exchange.write(Array("bare".utf8))
      exchange.finish()
    }
    let client = try RawClient(port: server.port)
    client.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    let (bytes, end) = client.receiveAll()
    let response = RawResponse.all(in: bytes).first
    #expect(response?.body == "bare")
    #expect(response?.fields == ["connection": "close"])
    #expect(end == .closed)
    await server.server.stop()
  }

  @Test("what a response's fields say of framing and connection is the server's to say")
  func connectionFields() async throws {
    let server = try await TestServer { exchange in
      var head = HTTPResponseHead(status: 200)
      for (name, value) in [
        ("Content-Length", "999"), ("Transfer-Encoding", "gzip"), ("Connection", "close"),
        ("Keep-Alive", "x"),
        ("X-Kept", "yes"),
      ] { head.fields.append(name, value) }
      exchange.respond(head, body: Array("abc".utf8))
    }
    let response = try server.exchange(Self.get).first
    #expect(response?.fields == ["content-length": "3", "x-kept": "yes"])
    await server.server.stop()
  }

  @Test("an answer cut short never looks complete", arguments: [true, false])
  func cut(aborts: Bool) async throws {
    let server = try await TestServer { exchange in
      exchange.begin(.ok)
      exchange.write(Array("half".utf8))
      if aborts { exchange.abort() }
    }
    let client = try RawClient(port: server.port)
    client.send(Self.get + Self.get)
    let responses = RawResponse.all(in: client.receiveAll().bytes)
    #expect(
      responses == [
        RawResponse(status: 200, fields: ["transfer-encoding": "chunked"], body: "half", isComplete: false)
      ])
    let old = try RawClient(port: server.port)
    old.send("GET /a HTTP/1.0\r\n\r\n")
    #expect(old.receiveAll().end == .reset)
    await server.server.stop()
  }

  @Test("a handler that says nothing leaves the client without an answer, not with an empty one")
  func silentHandler() async throws {
    let server = try await TestServer { _ in }
    #expect(try server.exchange(Self.get + Self.get).isEmpty)
    await server.server.stop()
  }

  @Test(
    "a client that hangs up has its handler cancelled; what was written before is still sent",
    arguments: [true, false])
  func hangUp(resets: Bool) async throws {
    let cancelled = Signal()
    let server = try await TestServer { exchange in
      exchange.begin(.ok)
      exchange.write(Array("so far".utf8))
      await Signal.cancellation()
      if exchange.isClientGone { cancelled.send() }
      exchange.write(Array("to nobody".utf8))
    }
    let client = try RawClient(port: server.port)
    client.send(Self.get)
    #expect(client.receive(until: "so far\r\n").contains("200 OK"))
    if resets { client.reset() } else { client.finishSending() }
    await cancelled.wait()
    if !resets { #expect(RawResponse.all(in: client.receiveAll().bytes).isEmpty) }
    await server.server.stop()
  }

  @Test("what a handler holds counts with the bodies, until its exchange is over")
  func hold() async throws {
    var limits = ServerLimits()
    limits.maxBufferedBodies = 100
    let server = try await TestServer(limits: limits) { exchange in
      let answers = [exchange.hold(60), exchange.hold(31), exchange.hold(30)]
      exchange.respond(.ok, body: Array("\(answers)".utf8))
      if exchange.hold(1) { exchange.abort() }
    }
    let request = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n0123456789"
    let responses = try server.exchange(request + request)
    #expect(responses.map(\.body) == Array(repeating: "[true, false, true]", count: 2))
    #expect(await server.server.bodies.held == 0)
    await server.server.stop()
  }

  @Test("an exchange beyond its time has its connection cut and its handler told why")
  func expiry() async throws {
    let expired = Signal()
    let server = try await TestServer { exchange in
      exchange.begin(.ok)
      exchange.write(Array("so far".utf8))
      await Signal.cancellation()
      if exchange.hasExpired, exchange.isClientGone { expired.send() }
    }
    let client = try RawClient(port: server.port)
    client.send(Self.get)
    #expect(client.receive(until: "so far\r\n").contains("200 OK"))
    let hour = UInt64(ServerLimits().exchangeTimeout) * 1_000_000_000
    await server.server.sweep(at: LoopActor.shared.loop.now + hour)
    await expired.wait()
    #expect(RawResponse.all(in: client.receiveAll().bytes).isEmpty)
    await server.server.stop()
  }

  @Test(
    "a client that hangs up with its request is cancelled after the batch, and gets what was written in it")
  func hangUpAtOnce() async throws {
    let cancelled = Signal()
    let server = try await TestServer { exchange in
      exchange.begin(.ok)
      exchange.write(Array("so far".utf8))
      await Signal.cancellation()
      cancelled.send()
    }
    let responses = try server.exchange(Self.get)
    #expect(responses.map(\.body) == ["so far"])
    #expect(responses.map(\.isComplete) == [false])
    await cancelled.wait()
    await server.server.stop()
  }

  @Test("a half-closed client gets an answer that is made at once, however large")
  func halfClosed() async throws {
    let server = try await TestServer { exchange in
      exchange.respond(.ok, body: [UInt8](repeating: UInt8(ascii: "x"), count: 3_000_000))
    }
    let responses = try server.exchange(Self.get)
    #expect(responses.map(\.body.utf8.count) == [3_000_000])
    #expect(responses.allSatisfy { $0.isComplete })
    await server.server.stop()
  }

  @Test("a reader that stops pauses its own producer and nobody else's, and gets all in the end")
  func backpressure() async throws {
    let total = 64 << 20
    let progress = Progress()
    let server = try await TestServer { exchange in
      guard exchange.request.target == "/big" else {
        return exchange.respond(.ok, body: Array("\(progress.written)".utf8))
      }
      exchange.begin(.ok)
      let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 64 << 10)
      while progress.written < total {
        exchange.write(piece)
        progress.written += piece.count
        await exchange.drained()
      }
      exchange.finish()
    }
    let slow = try RawClient(port: server.port, receiveBuffer: 64 << 10)
    slow.send("GET /big HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    #expect(slow.receive(until: "\r\n\r\n").contains("200 OK"))
    for _ in 0..<10 {
      let written = try #require(Int(try server.exchange(Self.get).first?.body ?? ""))
      #expect(written < total)
    }
    let (bytes, end) = slow.receiveAll()
    #expect(end == .closed)
    #expect(bytes.count > total)
    #expect(bytes.suffix(7).elementsEqual("\r\n0\r\n\r\n".utf8))
    await server.server.stop()
  }

  @Test("a producer that waits for a reader is let go when the reader hangs up", arguments: [true, false])
  func waitingProducer(resets: Bool) async throws {
    let ended = Signal()
    var limits = ServerLimits()
    limits.stopTimeout = 0
    let server = try await TestServer(limits: limits) { exchange in
      exchange.begin(.ok)
      while !exchange.isClientGone {
        exchange.write([UInt8](repeating: 0, count: 64 << 10))
        await exchange.drained()
      }
      ended.send()
    }
    let client = try RawClient(port: server.port, receiveBuffer: 64 << 10)
    client.send(Self.get)
    #expect(client.receive(until: "\r\n\r\n").contains("200 OK"))
    if resets { client.reset() } else { client.finishSending() }
    await ended.wait()
    await server.server.stop()
  }

  @Test("answers to pipelined requests wait for a client that does not read them")
  func unreadAnswers() async throws {
    let progress = Progress()
    let server = try await TestServer { exchange in
      progress.written += 1
      exchange.respond(.ok, body: [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20))
    }
    let client = try RawClient(port: server.port, receiveBuffer: 64 << 10)
    let count = 60
    client.send(String(repeating: Self.get, count: count))
    client.finishSending()
    #expect(client.receive(until: "\r\n\r\n").contains("200 OK"))
    #expect(try server.exchange(Self.get).map(\.status) == [200])
    #expect(await progress.written < count)
    let (bytes, end) = client.receiveAll()
    #expect(end == .closed)
    #expect(bytes.count > count << 20)
    await server.server.stop()
  }
}

/// What a producer has done so far.
@LoopActor private final class Progress {
  var written = 0

  nonisolated init() {}
}
