import Conversations
import Testing
import Wire

@testable import Gateway

@Suite("The access policy")
struct AccessPolicyTests {
  private let open = AccessPolicy(token: nil, allowedHosts: ["Gateway.lan"])
  private let guarded = AccessPolicy(token: "s3cret-token", allowedHosts: [])

  private func fields(_ pairs: [(String, String)]) -> HTTPFields {
    var fields = HTTPFields()
    for (name, value) in pairs { fields.append(name, value) }
    return fields
  }

  private func request(_ pairs: [(String, String)]) -> HTTPRequest {
    HTTPRequest(
      method: "POST", target: "/v1/messages", minorVersion: 1, fields: fields(pairs), body: [])
  }

  @Test(
    "it answers to localhost, to address literals and to the names it was given",
    arguments: [
      "localhost", "LOCALHOST:8484", "127.0.0.1:8484", "[::1]:8484", "[::1]", "192.168.1.5:80",
      "gateway.lan:8484",
    ])
  func ownNames(_ host: String) throws {
    try open.checkOrigin(fields([("Host", host)]))
  }

  @Test(
    "it does not answer to any other name, however it resolves",
    arguments: ["evil.example", "localhost.evil.example:8484", "1.2.3", "1.2.3.4.5", "256.1.1.1", "", ":80"])
  func foreignNames(_ host: String) {
    #expect(throws: ClientError.self) { try open.checkOrigin(fields([("Host", host)])) }
  }

  @Test(
    "it takes no requests from pages of other sites",
    arguments: [
      "http://evil.example", "https://localhost.evil.example", "null", "file://", "ftp://localhost", "",
    ])
  func foreignPages(_ origin: String) {
    let headers = fields([("Host", "localhost"), ("Origin", origin)])
    #expect(throws: ClientError.self) { try open.checkOrigin(headers) }
  }

  @Test(
    "a page at somebody else's address is another site, though the gateway may be addressed by a literal",
    arguments: ["http://203.0.113.7", "http://192.168.1.6:8484", "http://[2001:db8::1]:8484"])
  func foreignAddresses(_ origin: String) {
    let headers = fields([("Host", "192.168.1.5:8484"), ("Origin", origin)])
    #expect(throws: ClientError.self) { try open.checkOrigin(headers) }
  }

  @Test(
    "it takes requests from pages of this machine and of the address under which it is addressed",
    arguments: ["http://127.0.0.1:3000", "http://[::1]:8484", "http://192.168.1.5:8484"])
  func ownAddresses(_ origin: String) throws {
    try open.checkOrigin(fields([("Host", "192.168.1.5:8484"), ("Origin", origin)]))
  }

  @Test(
    "it takes requests from pages of its own", arguments: ["http://localhost:8484", "https://gateway.lan"])
  func ownPages(_ origin: String) throws {
    try open.checkOrigin(fields([("Host", "localhost"), ("Origin", origin)]))
  }

  @Test("it takes no request that the browser calls cross-site")
  func crossSite() {
    let headers = fields([("Host", "localhost"), ("Sec-Fetch-Site", "cross-site")])
    #expect(throws: ClientError.self) { try open.checkOrigin(headers) }
  }

  @Test("without a token everybody may come in, and keeps what he brought")
  func noToken() throws {
    let admission = try open.admit(request([("x-api-key", "key"), ("x-ctxgw-token", "whatever")]))
    #expect(admission.hasClientCredentials)
    #expect(!admission.fields.contains("x-ctxgw-token"))
  }

  @Test("the token in its own header leaves the client's key in place")
  func tokenBesideKey() throws {
    let admission = try guarded.admit(request([("X-Ctxgw-Token", "s3cret-token"), ("x-api-key", "key")]))
    #expect(admission.fields["x-api-key"] == "key")
    #expect(!admission.fields.contains("x-ctxgw-token"))
  }

  @Test(
    "a token that takes the place of a credential is taken out, and then there is none",
    arguments: [
      [("Authorization", "Bearer s3cret-token")], [("authorization", "bearer  s3cret-token")],
      [("x-api-key", "s3cret-token")],
      [("Authorization", "Bearer s3cret-token"), ("x-api-key", "s3cret-token")],
    ])
  func tokenInPlace(_ pairs: [(String, String)]) throws {
    let admission = try guarded.admit(request(pairs))
    #expect(!admission.hasClientCredentials)
  }

  @Test(
    "the token is taken out wherever else it stands beside the one that let the request in",
    arguments: [
      [("x-ctxgw-token", "s3cret-token"), ("x-api-key", "s3cret-token")],
      [("x-ctxgw-token", "s3cret-token"), ("Authorization", "Bearer s3cret-token")],
      [("Authorization", "Bearer s3cret-token"), ("x-api-key", "key"), ("x-api-key", "s3cret-token")],
      [("Authorization", "Bearer other"), ("Authorization", "Bearer s3cret-token")],
    ])
  func tokenTwice(_ pairs: [(String, String)]) throws {
    let admission = try guarded.admit(request(pairs))
    admission.fields.forEach { _, value in
      #expect(!String(decoding: value, as: UTF8.self).contains("s3cret-token"))
    }
  }

  @Test("a key beside the token is the client's own")
  func keyBesideBearer() throws {
    let admission = try guarded.admit(
      request([("Authorization", "Bearer s3cret-token"), ("x-api-key", "key")]))
    #expect(admission.fields["x-api-key"] == "key")
    #expect(!admission.fields.contains("authorization"))
  }

  @Test(
    "a wrong token is refused, and the error does not repeat it",
    arguments: ["", "s3cret-toke", "s3cret-tokeN", "s3cret-token2", "s3cret-tokens3cret-token"])
  func wrongToken(_ token: String) throws {
    let error = try #require(throws: ClientError.self) {
      try guarded.admit(request([("x-ctxgw-token", token)]))
    }
    #expect(error.kind == .authentication)
    #expect(!error.message.contains("s3cret"))
  }

  // MARK: Issued tokens

  private static let good = "cg1.good.signature"
  private static let grant = TokenGrant(
    id: "1", name: "ci", created: Timestamp(milliseconds: 0), expires: Timestamp(milliseconds: 1),
    budget: nil, policy: "frugal")

  private func admit(_ pairs: [(String, String)], by policy: AccessPolicy) throws -> Admission {
    try policy.admit(request(pairs)) { $0 == Self.good ? Self.grant : nil }
  }

  @Test(
    "an issued token lets its holder in wherever the operator's would, and by its name",
    arguments: [
      ("x-ctxgw-token", good), ("X-CTXGW-Token", good), ("authorization", "Bearer " + good),
      ("Authorization", "bearer  " + good), ("x-api-key", good), ("X-Api-Key", good),
    ], [true, false])
  func issued(_ pair: (String, String), isGuarded: Bool) throws {
    let admission = try admit([pair], by: isGuarded ? guarded : open)
    #expect(admission.tokenName == "ci" && admission.policy == "frugal")
    #expect(admission.fields.count == 0)
  }

  @Test("the operator's token beside an issued one is the operator's")
  func bothTokens() throws {
    let admission = try admit([("x-ctxgw-token", "s3cret-token"), ("x-api-key", Self.good)], by: guarded)
    #expect(admission.grant == nil && admission.fields.count == 0)
  }

  @Test(
    "whatever says that it is a gateway's token is refused when it is not good, also where nobody need show one",
    arguments: [
      ("x-ctxgw-token", "cg1.old.x"), ("authorization", "Bearer cg1.old.x"), ("x-api-key", "cg1.old.x"),
      ("x-api-key", "cg1."),
    ], [true, false])
  func bad(_ pair: (String, String), isGuarded: Bool) throws {
    let error = try #require(throws: ClientError.self) {
      try admit([pair], by: isGuarded ? guarded : open)
    }
    #expect(error.kind == .authentication && !error.message.contains("cg1"))
  }

  @Test(
    "no token of any gateway's is left among the fields, wherever it stands",
    arguments: [
      ("authorization", "Bearer cg1.old.x"), ("authorization", "Basic cg1.old.x"),
      ("authorization", "cg1.old.x"), ("authorization", "Bearer s3cret-token"),
      ("authorization", "token s3cret-token"), ("x-api-key", "cg1.old.x"), ("x-api-key", "s3cret-token"),
      ("api-key", "cg1.old.x"), ("api-key", "s3cret-token"), ("X-Goog-Api-Key", "cg1.old.x"),
      ("x-goog-api-key", "s3cret-token"), ("x-ctxgw-token", "cg1.old.x"),
    ])
  func leftovers(_ pair: (String, String)) throws {
    let admission = try admit([("x-ctxgw-token", Self.good), pair], by: guarded)
    #expect(admission.fields.count == 0)
  }

  @Test(
    "where a token stands that asks for no entrance it gives none",
    arguments: [("api-key", good), ("x-goog-api-key", good), ("authorization", "Basic " + good)])
  func noDoor(_ pair: (String, String)) throws {
    #expect(throws: ClientError.self) { try admit([pair], by: guarded) }
    let admission = try admit([pair], by: open)
    #expect(admission.grant == nil && admission.fields.count == 0)
  }

  @Test("a client's own key beside the token is what its backends are shown")
  func ownKey() throws {
    let admission = try admit([("authorization", "Bearer " + Self.good), ("x-api-key", "own")], by: guarded)
    #expect(admission.hasClientCredentials)
    #expect(admission.fields["x-api-key"] == "own")
  }
}
