import Reactor
import Synchronization
import Testing
import Wire

@testable import Upstream

/// A vendor that gives out tokens at `/token` and takes them elsewhere, and what it was asked.
private final class ScriptedVendor: Sendable {
  struct State: Sendable {
    var questions: [String] = []
    var tokens = 0
  }

  let state = Mutex(State())

  /// - Parameters:
  ///   - refreshIn: how long a token is said to be good, in seconds.
  ///   - refused: the tokens that the API does not take.
  func server(refreshIn: Int = 1500, refused: Set<String> = [], login: String = "gho_1") -> ScriptedServer {
    let box = Mutex<UInt16>(0)
    let server = ScriptedServer { peer in
      while let request = peer.readRequest() {
        let port = box.withLock { $0 }
        let answer = self.answer(to: request, port: port, refreshIn, refused, login)
        peer.send(
          "HTTP/1.1 \(answer.status) X\r\nContent-Length: \(answer.body.utf8.count)\r\n\r\n\(answer.body)")
      }
    }
    box.withLock { $0 = server.port }
    return server
  }

  private func answer(
    to request: String, port: UInt16, _ refreshIn: Int, _ refused: Set<String>, _ login: String
  ) -> (status: Int, body: String) {
    let line = String(request.prefix { $0 != "\r\n" && $0 != "\r" })
    let shown = request.split(separator: "\r\n").first { $0.lowercased().hasPrefix("authorization: ") }?
      .dropFirst(15)
    return state.withLock { state in
      state.questions.append("\(line.split(separator: " ")[1]) \(shown ?? "-")")
      guard line.contains("/token ") else {
        let isRefused = refused.contains(String(shown?.dropFirst(7) ?? ""))
        return isRefused ? (401, "unauthorized") : (200, "{\"data\":[]}")
      }
      guard shown == "token \(login)" else { return (401, #"{"message":"Bad credentials"}"#) }
      state.tokens += 1
      return (
        200,
        #"{"token":"t\#(state.tokens)","expires_at":1790000000,"refresh_in":\#(refreshIn),"#
          + #""endpoints":{"api":"http://127.0.0.1:\#(port)/personal"}}"#
      )
    }
  }

  var questions: [String] { state.withLock { $0.questions } }
}

@Suite("Signing in") struct SignInTests {
  @LoopActor private final class Clock {
    var now: UInt64 = 1
  }

  private func call(_ server: ScriptedServer, login: String? = "gho_1", isReplaced: Bool = true)
    -> UpstreamCall
  {
    let base = "http://127.0.0.1:\(server.port)"
    var call = UpstreamCall(method: "GET", url: base + "/models", allowsProxy: false)
    let signIn = SignIn(
      tokenURL: base + "/token", deviceURL: base, accessURL: base, clientID: "c", scope: "s")
    call.signed = SignedCall(
      signIn: signIn, login: login.flatMap(Credential.init), replacedURL: isReplaced ? base : nil)
    return call
  }

  @LoopActor private func open(
    _ call: UpstreamCall, with tokens: SessionTokens, _ transport: CurlTransport
  ) async throws -> TransportResponse {
    guard let signed = call.signed else { preconditionFailure("the call is signed") }
    return try await tokens.open(call, signed) { (call) async throws(TransportError) in
      try await transport.open(call)
    }
  }

  @Test("a login is exchanged once, and calls go where the token is good")
  @LoopActor func exchange() async throws {
    let vendor = ScriptedVendor()
    let server = vendor.server()
    let transport = CurlTransport()
    for _ in 0..<2 { #expect(try await transport.open(call(server)).status == 200) }
    #expect(
      vendor.questions == ["/token token gho_1", "/personal/models Bearer t1", "/personal/models Bearer t1"])
  }

  @Test("an address that the operator has named stays")
  @LoopActor func ownAddress() async throws {
    let vendor = ScriptedVendor()
    let server = vendor.server()
    _ = try await CurlTransport().open(call(server, isReplaced: false))
    #expect(vendor.questions.last == "/models Bearer t1")
  }

  @Test("a token is asked for again a minute before it ends")
  @LoopActor func renewal() async throws {
    let vendor = ScriptedVendor()
    let server = vendor.server(refreshIn: 1500)
    let clock = Clock()
    let tokens = SessionTokens(now: { clock.now })
    let transport = CurlTransport()
    for seconds: UInt64 in [0, 1439, 1, 0] {
      clock.now += seconds * 1_000_000_000
      _ = try await open(call(server), with: tokens, transport)
    }
    #expect(
      vendor.questions.filter { $0.hasPrefix("/personal") } == [
        "/personal/models Bearer t1", "/personal/models Bearer t1", "/personal/models Bearer t2",
        "/personal/models Bearer t2",
      ])
  }

  @Test("a token that is refused is asked for once more, and then the refusal is the answer")
  @LoopActor func refusedToken() async throws {
    let once = ScriptedVendor()
    #expect(try await CurlTransport().open(call(once.server(refused: ["t1"]))).status == 200)
    #expect(once.questions.last == "/personal/models Bearer t2")
    let always = ScriptedVendor()
    #expect(try await CurlTransport().open(call(always.server(refused: ["t1", "t2"]))).status == 401)
    #expect(always.questions.count == 4)
  }

  @Test("callers at the same time share one exchange")
  @LoopActor func sharing() async throws {
    let vendor = ScriptedVendor()
    let server = vendor.server()
    let transport = CurlTransport()
    let calls = (0..<5).map { _ in spawn { (try? await transport.open(self.call(server)))?.status } }
    for call in calls { #expect(await call.value == 200) }
    #expect(vendor.questions.filter { $0.hasPrefix("/token") }.count == 1)
  }

  @Test("a login that is refused is told with the vendor's words, and none at all with the way out")
  @LoopActor func refusedLogin() async throws {
    let server = ScriptedVendor().server()
    let response = try await CurlTransport().open(call(server, login: "gho_old"))
    #expect(response.status == 401)
    #expect(
      String(decoding: try await response.collect(limit: 99), as: UTF8.self).contains("Bad credentials"))
    let error = await #expect(throws: TransportError.self) {
      _ = try await CurlTransport().open(call(server, login: nil))
    }
    #expect(error?.description.contains("ctxgw login copilot") == true)
  }

  // MARK: Copilot

  private func copilot(_ name: String = "copilot") throws -> Backend {
    let kind = try #require(BackendTable.own[name])
    return Backend(name: "c", kind: kind, credentials: .key(try #require(Credential("gho_1"))))
  }

  @Test(
    "the login is shown to nobody but where it is exchanged, and the client's own fields to nobody at all")
  func fields() throws {
    var client = HTTPFields()
    for (name, value) in ["user-agent": "claude-cli/2", "authorization": "Bearer x", "x-api-key": "y"] {
      client.append(name, value)
    }
    let call = try copilot("copilot-anthropic").call(
      "/v1/messages", body: Array(#"{"messages":[]}"#.utf8), client: client, forwarding: .passthrough,
      wantsStream: true)
    #expect(call.fields["authorization"] == nil && call.fields["x-api-key"] == nil)
    #expect(call.fields.values(of: "user-agent") == ["GitHubCopilotChat/0.26.7"])
    #expect(call.fields["openai-intent"] == "messages-proxy")
    #expect(
      call.signed?.login?.text == "gho_1" && call.signed?.replacedURL == "https://api.githubcopilot.com")
    #expect(call.fields["x-request-id"]?.utf8.count == 36)
  }

  @Test(
    "a request counts as the user's until the assistant has spoken",
    arguments: [
      (#"{"messages":[{"role":"system","content":"s"},{"role":"user","content":"u"}]}"#, "user", false),
      (#"{"messages":[{"role":"user","content":"u"},{"role":"assistant","content":"a"}]}"#, "agent", false),
      (#"{"messages":[{"role":"tool","content":"u"}]}"#, "agent", false),
      (#"{"messages":[{"role":"user","content":[{"type":"tool_result"}]}]}"#, "agent", false),
      (#"{"messages":[{"role":"user","content":[{"type":"image_url"}]}]}"#, "user", true),
      (#"{"input":[{"role":"user","content":[{"type":"input_image"}]}]}"#, "user", true),
      (#"{"input":[{"role":"user","content":"u"},{"type":"function_call_output"}]}"#, "agent", false),
      (#"{"input":"text"}"#, "user", false), ("", "user", false),
    ])
  func initiator(body: String, initiator: String, hasPicture: Bool) throws {
    let call = try copilot().call(
      "/x", body: Array(body.utf8), client: HTTPFields(), forwarding: .translated, wantsStream: false)
    #expect(call.fields["x-initiator"] == initiator)
    #expect(call.fields["copilot-vision-request"] == (hasPicture ? "true" : nil))
  }
}
