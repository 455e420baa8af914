import Conversations
import Glibc
import Reactor
import Testing
import Wire

@testable import Upstream

@Suite(.timeLimit(.minutes(2))) struct CurlTransportTests {
  private let transport: CurlTransport

  init() async {
    LoopActor.shared.loop.start()
    transport = await CurlTransport()
  }

  @LoopActor private func call(_ server: ScriptedServer, body: String = "{}") -> UpstreamCall {
    var call = UpstreamCall(url: server.url, body: Array(body.utf8), allowsProxy: false)
    call.fields.append("content-type", "application/json")
    return call
  }

  /// The whole of an answer as `status body`, or the error.
  @LoopActor private func outcome(of call: UpstreamCall) async -> Result<String, TransportError> {
    do throws(TransportError) {
      let response = try await transport.open(call)
      let body = try await response.collect(limit: 1 << 20)
      return .success("\(response.status) \(String(decoding: body, as: UTF8.self))")
    } catch {
      return .failure(error)
    }
  }

  // MARK: What is sent and what comes back

  @Test("a call is sent as it was built, with framing and nothing else added")
  @LoopActor func request() async throws {
    let seen = Signal<String>()
    let server = ScriptedServer { peer in
      seen.send(peer.readRequest() ?? "")
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Kept: a\r\n\r\nok")
    }
    var call = call(server, body: #"{"model":"m"}"#)
    call.fields.append("x-empty", "")
    call.fields.append("x-twice", "1")
    call.fields.append("x-twice", "2")
    let response = try await transport.open(call)
    #expect(response.status == 200)
    #expect(response.fields["x-kept"] == "a")
    #expect(try await response.collect(limit: 10) == Array("ok".utf8))
    let request = await seen.wait()
    let lines = request.split(separator: "\r\n", omittingEmptySubsequences: false)
    #expect(lines.first == "POST /v1/messages HTTP/1.1")
    #expect(
      Set(lines.dropFirst().prefix { !$0.isEmpty }) == [
        "Host: 127.0.0.1:\(server.port)", "Accept-Encoding: identity", "content-type: application/json",
        "x-empty:", "x-twice: 1", "x-twice: 2", "Content-Length: 13",
      ])
    #expect(lines.last == #"{"model":"m"}"#)
  }

  @Test(
    "GET and HEAD have no body, other methods keep theirs",
    arguments: ["GET", "HEAD", "POST", "PUT", "DELETE"])
  @LoopActor func methods(method: String) async {
    let seen = Signal<String>()
    let server = ScriptedServer { peer in
      seen.send(peer.readRequest() ?? "")
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: \(method == "HEAD" ? 5 : 0)\r\n\r\n")
    }
    var call = call(server, body: "body")
    call.method = method
    #expect(await outcome(of: call) == .success("200 "))
    let request = await seen.wait()
    #expect(request.hasPrefix("\(method) /v1/messages HTTP/1.1\r\n"))
    #expect(request.hasSuffix("\r\n\r\n" + (method == "GET" || method == "HEAD" ? "" : "body")))
  }

  @Test("a body larger than all buffers is sent whole, and an empty one as empty")
  @LoopActor func requestBodies() async {
    let server = ScriptedServer { peer in
      while let request = peer.readRequest() {
        let size = "\(request.utf8.count { $0 == UInt8(ascii: "#") })"
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: \(size.utf8.count)\r\n\r\n\(size)")
      }
    }
    #expect(
      await outcome(of: call(server, body: String(repeating: "#", count: 5_000_000)))
        == .success("200 5000000"))
    #expect(await outcome(of: call(server, body: "")) == .success("200 0"))
  }

  @Test("provisional heads are skipped and trailers ignored")
  @LoopActor func provisionalHeads() async throws {
    let server = ScriptedServer { peer in
      _ = peer.readRequest()
      peer.send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nX-Hint: 1\r\n\r\n")
      peer.send("HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n")
      peer.send("3;ext=1\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 9\r\n\r\n")
    }
    let response = try await transport.open(call(server))
    #expect(response.status == 201)
    #expect(!response.fields.contains("x-hint"))
    #expect(try await response.collect(limit: 10) == Array("abcde".utf8))
    #expect(!response.fields.contains("x-sum"))
  }

  @Test("a body that a server has coded although we asked it not to arrives decoded")
  @LoopActor func codedBody() async {
    // `printf hello | gzip -n`
    let coded: [UInt8] = [
      0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 7, 0, 0x86, 0xa6, 0x10, 0x36, 5, 0, 0,
      0,
    ]
    let server = ScriptedServer { peer in
      _ = peer.readRequest()
      peer.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(coded.count)\r\n\r\n")
      peer.send(coded)
    }
    #expect(await outcome(of: call(server)) == .success("200 hello"))
  }

  @Test("a redirect is an answer, not an order")
  @LoopActor func redirect() async {
    let server = ScriptedServer { peer in
      _ = peer.readRequest()
      peer.send(
        "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
    }
    #expect(await outcome(of: call(server)) == .success("307 "))
    #expect(server.connections == 1)
  }

  @Test(
    "what is not http is refused",
    arguments: ["file:///etc/passwd", "ftp://127.0.0.1/", "nonsense", "http://"])
  @LoopActor func schemes(url: String) async {
    let outcome = await outcome(of: UpstreamCall(url: url, allowsProxy: false))
    guard case .failure = outcome else {
      Issue.record("\(url) was answered: \(outcome)")
      return
    }
  }

  // MARK: Cuts

  @Test("an answer that trickles in byte by byte arrives whole")
  @LoopActor func drip() async {
    let answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"
    let server = ScriptedServer { peer in
      _ = peer.readRequest()
      for byte in answer.utf8 { peer.send([byte]) }
    }
    #expect(await outcome(of: call(server)) == .success("200 hello world"))
  }

  @Test(
    "an answer cut anywhere is an error, never a clean end",
    arguments: [
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    ], [false, true])
  @LoopActor func cuts(answer: String, isReset: Bool) async {
    let server = ScriptedServer { peer in
      guard let request = peer.readRequest(), let end = Int(request.split(separator: "\r\n").last ?? "")
      else { return }
      peer.send(String(answer.prefix(end)))
      if isReset { peer.reset() }
    }
    for end in 0..<answer.count {
      let outcome = await outcome(of: call(server, body: "\(end)"))
      guard case .failure(.reset) = outcome else {
        Issue.record("cut at \(end): \(outcome)")
        continue
      }
    }
    if !isReset { #expect(await outcome(of: call(server, body: "\(answer.count)")) == .success("200 hello")) }
  }

  @Test("the bytes before a cut are handed out before the error")
  @LoopActor func bytesBeforeCut() async throws {
    let server = ScriptedServer { peer in
      _ = peer.readRequest()
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello")
    }
    let response = try await transport.open(call(server))
    #expect(try await response.next() == Array("hello".utf8))
    await #expect(throws: TransportError.self) { try await response.next() }
  }

  @Test(
    "an answer that breaks HTTP's framing is an error",
    arguments: [
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nhello\r\n0\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloworld\r\n0\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello",
      "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n\r\nhello",
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nhello",
    ])
  @LoopActor func garbage(answer: String) async {
    let server = ScriptedServer { peer in
      _ = peer.readRequest()
      peer.send(answer)
    }
    let outcome = await outcome(of: call(server))
    guard case .failure = outcome else {
      Issue.record("taken for an answer: \(outcome)")
      return
    }
  }

  @Test("a head of too many bytes or fields is refused", arguments: [(1, 70_000), (300, 4)])
  @LoopActor func hugeHead(fields: Int, size: Int) async {
    let server = ScriptedServer { peer in
      _ = peer.readRequest()
      peer.send("HTTP/1.1 200 OK\r\n")
      for number in 0..<fields { peer.send("X-\(number): \(String(repeating: "v", count: size))\r\n") }
      peer.send("Content-Length: 0\r\n\r\n")
    }
    #expect(await outcome(of: call(server)) == .failure(.tooLarge))
  }

  @Test("a body larger than the collector's limit is refused and the connection closed")
  @LoopActor func collectLimit() async throws {
    let isClosed = Signal<Bool>()
    let server = ScriptedServer { peer in
      _ = peer.readRequest()
      peer.send("HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 2000))
      isClosed.send(peer.waitForClose())
    }
    let response = try await transport.open(call(server))
    await #expect(throws: TransportError.tooLarge) { try await response.collect(limit: 1000) }
    #expect(await isClosed.wait())
  }

  // MARK: Limits on waiting

  @Test("nobody listening is told at once")
  @LoopActor func refused() async {
    let (listener, port) = ScriptedServer.listen(backlog: 1)
    close(listener)
    let outcome = await outcome(of: UpstreamCall(url: "http://127.0.0.1:\(port)/", allowsProxy: false))
    guard case .failure(.refused(let text)) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(text.contains("\(port)"))
  }

  @Test("a server that takes no connections is given up in time")
  @LoopActor func connectTimeout() async {
    // A queue of one place, which the first connection takes and nobody empties.
    let (listener, port) = ScriptedServer.listen(backlog: 0)
    defer { close(listener) }
    var calls = (0..<4).map { _ in
      UpstreamCall(
        url: "http://127.0.0.1:\(port)/", connectTimeout: .milliseconds(300), firstByteTimeout: .seconds(1),
        allowsProxy: false)
    }
    let last = calls.removeLast()
    for call in calls { spawn { _ = await self.outcome(of: call) } }
    #expect(await outcome(of: last) == .failure(.connectTimeout(.milliseconds(300))))
  }

  @Test(
    "a silent server is given up in time, with or without a head", arguments: ["", "HTTP/1.1 200 OK\r\n\r\n"])
  @LoopActor func firstByteTimeout(head: String) async {
    let isClosed = Signal<Bool>()
    let server = ScriptedServer { peer in
      _ = peer.readRequest()
      peer.send(head)
      isClosed.send(peer.waitForClose())
    }
    var call = call(server)
    call.firstByteTimeout = .milliseconds(50)
    #expect(await outcome(of: call) == .failure(.firstByteTimeout(.milliseconds(50))))
    #expect(await isClosed.wait())
  }

  @Test("a body that falls silent is given up in time")
  @LoopActor func idleTimeout() async {
    let server = ScriptedServer { peer in
      _ = peer.readRequest()
      peer.send("HTTP/1.1 200 OK\r\n\r\nhello")
      _ = peer.waitForClose()
    }
    var call = call(server)
    call.idleTimeout = .milliseconds(50)
    #expect(await outcome(of: call) == .failure(.idleTimeout(.milliseconds(50))))
  }

  // MARK: Connections

  @Test("calls one after the other share a connection")
  @LoopActor func keepAlive() async {
    let server = ScriptedServer { peer in
      while peer.readRequest() != nil {
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n\(peer.number)")
      }
    }
    for _ in 0..<5 { #expect(await outcome(of: call(server)) == .success("200 1")) }
    #expect(server.connections == 1)
  }

  @Test("a kept connection that dies before it answers is replaced without anybody noticing, however often")
  @LoopActor func staleConnections() async {
    let server = ScriptedServer { peer in
      _ = peer.readRequest()
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\(peer.number + 9)")
      _ = peer.readRequest()
    }
    for number in 10..<30 { #expect(await outcome(of: call(server)) == .success("200 \(number)")) }
  }

  @Test("a connection the server closes between calls is not used again")
  @LoopActor func closedBetweenCalls() async {
    let server = ScriptedServer { peer in
      _ = peer.readRequest()
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n\(peer.number)")
    }
    for number in 1...5 { #expect(await outcome(of: call(server)) == .success("200 \(number)")) }
  }

  @Test("many calls at once each get their own answer")
  @LoopActor func parallel() async {
    let server = ScriptedServer { peer in
      while let request = peer.readRequest() {
        let body = request.split(separator: "\r\n").last ?? ""
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
      }
    }
    let answers = await withTaskGroup(of: (Int, Result<String, TransportError>).self) { group in
      for number in 0..<64 {
        group.addTask { (number, await self.outcome(of: self.call(server, body: "\(number)"))) }
      }
      var answers: [Int: Result<String, TransportError>] = [:]
      for await (number, answer) in group { answers[number] = answer }
      return answers
    }
    for number in 0..<64 { #expect(answers[number] == .success("200 \(number)")) }
  }

  @Test("a transport that is let go closes the connections it has kept")
  @LoopActor func transportGoes() async throws {
    let isClosed = Signal<Bool>()
    let server = ScriptedServer { peer in
      _ = peer.readRequest()
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
      isClosed.send(peer.waitForClose())
    }
    do {
      let transport = CurlTransport()
      _ = try await transport.open(call(server)).collect(limit: 1)
    }
    #expect(await isClosed.wait())
  }

  // MARK: Back-pressure

  @Test("a reader that does not read stops its server, and gets everything once it reads")
  @LoopActor func backPressure() async throws {
    let total = 32 << 20
    let stalledAt = Signal<Int>()
    let server = stallingServer(total, stalledAt)
    let response = try await transport.open(call(server))
    // What the kernel keeps on both sides comes to a few megabytes.
    #expect(await stalledAt.wait() < total / 2)
    var count = 0
    while let bytes = try await response.next() {
      #expect(bytes.count <= Transfer.maxUnread + 2 * (64 << 10))
      count += bytes.count
    }
    #expect(count == total)
  }

  @Test("a paused answer is not given up for its silence")
  @LoopActor func pausedIsNotIdle() async throws {
    let total = 32 << 20
    let stalledAt = Signal<Int>()
    let server = stallingServer(total, stalledAt)
    var call = call(server)
    // The server takes longer than this to see that it is stalled.
    call.idleTimeout = .milliseconds(100)
    let response = try await transport.open(call)
    _ = await stalledAt.wait()
    #expect(try await response.collect(limit: total).count == total)
  }

  /// A server with so many bytes to send, which tells how many were taken before its reader stalled it.
  private func stallingServer(_ total: Int, _ stalledAt: Signal<Int>) -> ScriptedServer {
    ScriptedServer { peer in
      _ = peer.readRequest()
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: \(total)\r\n\r\n")
      let taken = peer.sendUntilStalled([UInt8](repeating: 7, count: total))
      stalledAt.send(taken)
      peer.send([UInt8](repeating: 7, count: total - taken))
    }
  }

  // MARK: Cancelling

  @Test(
    "cancelling the task closes the connection, whatever it waits for",
    arguments: ["", "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\nhello"])
  @LoopActor func cancel(answer: String) async {
    let isWaiting = Signal<Void>()
    let isClosed = Signal<Bool>()
    let server = ScriptedServer { peer in
      _ = peer.readRequest()
      peer.send(answer)
      isWaiting.send(())
      isClosed.send(peer.waitForClose())
    }
    let result = Signal<Result<String, TransportError>>()
    let task = spawn { result.send(await self.outcome(of: self.call(server))) }
    await isWaiting.wait()
    task.cancel()
    #expect(await result.wait() == .failure(.cancelled))
    #expect(await isClosed.wait())
  }

  @Test("a task that is cancelled already makes no call")
  @LoopActor func cancelledBefore() async {
    let server = ScriptedServer { _ = $0.waitForClose() }
    let result = Signal<Result<String, TransportError>>()
    let task = spawn {
      withUnsafeCurrentTask { $0?.cancel() }
      result.send(await self.outcome(of: self.call(server)))
    }
    await task.value
    #expect(await result.wait() == .failure(.cancelled))
  }

  @Test("a call given up while it connects leaves nothing behind for the next one to stumble over")
  @LoopActor func cancelledWhileConnecting() async {
    let server = ScriptedServer { peer in
      _ = peer.readRequest()
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
    }
    // Nobody accepts here, so that the descriptors of the calls that are given up are free for the next one.
    let (listener, port) = ScriptedServer.listen(backlog: 128)
    defer { close(listener) }
    let givenUp = UpstreamCall(url: "http://127.0.0.1:\(port)", body: [1], allowsProxy: false)
    for steps in 0..<8 {
      await spawn { await self.giveUp(givenUp, after: steps) }.value
      var next = call(server)
      next.firstByteTimeout = .seconds(60)
      #expect(await outcome(of: next) == .success("200 ok"), "after \(steps) steps")
    }
  }

  /// Makes a few calls and cancels them after so many steps of theirs, all before the loop looks at a socket again.
  @LoopActor private func giveUp(_ call: UpstreamCall, after steps: Int) async {
    let tasks = (0..<8).map { _ in spawn { _ = await self.outcome(of: call) } }
    for _ in 0..<steps { await Task.yield() }
    for task in tasks { task.cancel() }
    for task in tasks { await task.value }
  }

  @Test("a response that is let go closes its connection")
  @LoopActor func dropped() async throws {
    let isClosed = Signal<Bool>()
    let server = ScriptedServer { peer in
      _ = peer.readRequest()
      peer.send("HTTP/1.1 200 OK\r\n\r\nhello")
      isClosed.send(peer.waitForClose())
    }
    do {
      let response = try await transport.open(call(server))
      #expect(response.status == 200)
    }
    #expect(await isClosed.wait())
  }

  @Test("a reader that waits is told when somebody else cancels the response")
  @LoopActor func cancelWhileReading() async throws {
    let server = ScriptedServer { peer in
      _ = peer.readRequest()
      peer.send("HTTP/1.1 200 OK\r\n\r\n")
      _ = peer.waitForClose()
    }
    let response = try await transport.open(call(server))
    LoopActor.shared.loop.after(milliseconds: 1) { response.cancel() }
    await #expect(throws: TransportError.cancelled) { try await response.next() }
  }
}
