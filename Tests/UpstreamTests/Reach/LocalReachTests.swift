import Conversations
import Glibc
import Reactor
import Testing

@testable import Upstream

@Suite("Calls that stay on this machine and its network", .timeLimit(.minutes(2)))
struct LocalReachTests {
  init() { LoopActor.shared.loop.start() }

  /// A server that answers every request, on whatever connection it comes.
  private func answering() -> ScriptedServer {
    ScriptedServer { peer in
      while peer.readRequest() != nil { peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") }
    }
  }

  private func only(_ ranges: String...) -> LocalAddresses {
    LocalAddresses(only: ranges.compactMap(AddressRange.init(parsing:)))
  }

  /// The status of the answer, or why there is none.
  @LoopActor private func outcome(
    of url: String, by transport: CurlTransport, reach: Reach = .local
  ) async -> Result<Int, TransportError> {
    var call = UpstreamCall(method: "GET", url: url, allowsProxy: false)
    call.reach = reach
    do throws(TransportError) {
      let response = try await transport.open(call)
      _ = try await response.collect(limit: 100)
      return .success(response.status)
    } catch {
      return .failure(error)
    }
  }

  private func notLocal(_ address: String) -> Result<Int, TransportError> {
    .failure(.notLocal(IPAddress(address)!))
  }

  @Test(
    "an address elsewhere is refused before a packet leaves, however it is written",
    arguments: [
      ("http://192.0.2.1/", "192.0.2.1"), ("http://3221225985/", "192.0.2.1"),
      ("http://0xC0.0.2.1/", "192.0.2.1"), ("http://[::ffff:192.0.2.1]/", "192.0.2.1"),
      ("http://169.254.169.254/", "169.254.169.254"), ("http://0.0.0.0/", "0.0.0.0"),
      ("http://user@192.0.2.1:8080/x?y", "192.0.2.1"), ("https://192.0.2.1/", "192.0.2.1"),
    ])
  @LoopActor func addresses(url: String, address: String) async {
    #expect(await outcome(of: url, by: CurlTransport()) == notLocal(address))
  }

  @Test("this machine answers")
  @LoopActor func near() async {
    let server = answering()
    #expect(await outcome(of: server.url, by: CurlTransport()) == .success(200))
  }

  @Test("a name is judged by where it leads: of its addresses only allowed ones are connected to")
  @LoopActor func names() async {
    let server = answering()
    let url = "http://localhost:\(server.port)/"
    let near = CurlTransport(localAddresses: only("127.0.0.1"))
    #expect(await outcome(of: url, by: near) == .success(200))
    let elsewhere = CurlTransport(localAddresses: only("10.0.0.0/8"))
    guard case .failure(.notLocal(let address)) = await outcome(of: url, by: elsewhere) else {
      Issue.record("connected")
      return
    }
    #expect(["127.0.0.1", "::1"].contains("\(address)"))
    #expect(server.connections == 1)
  }

  @Test("a server that is near and not there is not there, whatever other addresses its name has")
  @LoopActor func absent() async {
    let (listener, port) = ScriptedServer.listen(backlog: 1)
    close(listener)
    let transport = CurlTransport(localAddresses: only("127.0.0.1"))
    guard case .failure(.refused) = await outcome(of: "http://localhost:\(port)/", by: transport) else {
      Issue.record("not refused by the server")
      return
    }
  }

  @Test("a connection that was made for a call without limits is not used")
  @LoopActor func keptConnections() async {
    let server = answering()
    let transport = CurlTransport(localAddresses: only("10.0.0.0/8"))
    #expect(await outcome(of: server.url, by: transport, reach: .anywhere) == .success(200))
    #expect(await outcome(of: server.url, by: transport) == notLocal("127.0.0.1"))
    #expect(await outcome(of: server.url, by: transport, reach: .anywhere) == .success(200))
    #expect(server.connections == 1)
  }

  @Test("a handle that was lent to a call without limits is limited again, and the other way round")
  @LoopActor func handles() async {
    let server = answering()
    let transport = CurlTransport()
    for _ in 0..<3 {
      #expect(await outcome(of: "http://192.0.2.1/", by: transport) == notLocal("192.0.2.1"))
      #expect(await outcome(of: server.url, by: transport) == .success(200))
      #expect(await outcome(of: server.url, by: transport, reach: .anywhere) == .success(200))
    }
    #expect(server.connections == 2)
  }

  @Test("when other addresses are near, connections to the former ones are not used any more")
  @LoopActor func changedAddresses() async {
    let server = answering()
    let transport = CurlTransport()
    #expect(await outcome(of: server.url, by: transport) == .success(200))
    transport.localAddresses = only("10.0.0.0/8")
    #expect(await outcome(of: server.url, by: transport) == notLocal("127.0.0.1"))
    transport.localAddresses = only("127.0.0.1")
    #expect(await outcome(of: server.url, by: transport) == .success(200))
    #expect(server.connections == 2)
  }

  @Test("a redirect leads nowhere")
  @LoopActor func redirect() async {
    let server = ScriptedServer { peer in
      _ = peer.readRequest()
      peer.send("HTTP/1.1 307 T\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\n\r\n")
    }
    #expect(await outcome(of: server.url, by: CurlTransport()) == .success(307))
  }

  @Test("the refusal is the policy's and says nothing against the backend")
  func error() throws {
    let error = UpstreamError(.notLocal(try #require(IPAddress("192.0.2.1"))))
    #expect(error.reason == .notLocal && error.reason.word == "not-local")
    #expect(error.advice == FailureAdvice(next: .any, mark: .none))
    let told = error.clientError(backend: "box", refusedOwnKey: false)
    #expect(told.kind == .permission && told.shouldRetry == false)
    #expect(
      told.message == "box: the policy keeps this request on the local network (privacy: local_only), and "
        + "192.0.2.1 is not on this machine or its network")
  }
}
