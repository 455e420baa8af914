import Testing

@testable import Gateway

@Suite("The register of tokens")
struct TokenRegisterTests {
  private let now = Timestamp(milliseconds: 1_769_860_800_000)
  private var register = TokenRegister()

  private mutating func issue(
    _ name: String = "ci", for life: Duration = .seconds(60), budget: TokenBudget? = nil,
    policy: String? = nil,
    at moment: Timestamp? = nil
  ) throws -> (grant: TokenGrant, text: String) {
    try register.issue(name, for: life, budget: budget, policy: policy, at: moment ?? now)
  }

  @Test("a token is good until its time is over, to the millisecond")
  func expiry() throws {
    var test = self
    let (grant, text) = try test.issue(budget: .tokens(5), policy: "frugal")
    #expect(grant.expires == now + .seconds(60) && grant.budget == .tokens(5) && grant.policy == "frugal")
    #expect(test.register.verdict(on: text, at: now) == .good(grant))
    #expect(test.register.verdict(on: text, at: now + .milliseconds(59_999)) == .good(grant))
    guard case .bad(let reason) = test.register.verdict(on: text, at: now + .seconds(60)) else {
      Issue.record("good for ever")
      return
    }
    #expect(reason == "'ci' (\(grant.id)), which has expired")
  }

  @Test("a token that was taken back is good for nothing, by its name or its id", arguments: [false, true])
  func revoking(byID: Bool) throws {
    var test = self
    let (grant, text) = try test.issue()
    let revoked = try test.register.revoke(byID ? grant.id : "ci", at: now)
    #expect(revoked.id == grant.id && revoked.revoked == now)
    #expect(test.register.verdict(on: text, at: now) == .bad("'ci' (\(grant.id)), which was revoked"))
    #expect(throws: TokenRefusal.unknown("ci", known: [])) { try test.register.revoke("ci", at: now) }
  }

  @Test("a token of another register says so to the operator")
  func foreign() throws {
    var (test, other) = (self, TokenRegisterTests())
    let (_, text) = try other.issue()
    _ = try test.issue()
    #expect(test.register.verdict(on: text, at: now) == .bad("of another gateway, or forged"))
    let forgotten = TokenRegister(key: other.register.key)
    guard case .bad = forgotten.verdict(on: text, at: now) else {
      Issue.record("a token that is not in the register is good")
      return
    }
  }

  @Test("of the good tokens only one has a name; one that is over or was taken back frees it")
  func names() throws {
    var test = self
    _ = try test.issue()
    #expect(throws: TokenRefusal.nameTaken("ci")) { try test.issue() }
    _ = try test.register.revoke("ci", at: now)
    _ = try test.issue(at: now)
    _ = try test.issue(at: now + .seconds(61))
    #expect(test.register.grants.count == 3)
  }

  @Test(
    "a name is a word",
    arguments: ["", "-a", ".a", "a b", "a/b", "é", String(repeating: "a", count: 65), "a\n"])
  func badNames(name: String) {
    var test = self
    #expect(throws: TokenRefusal.badName(name)) { try test.issue(name) }
  }

  @Test("none is good for longer than a year, and those that are long over are forgotten")
  func limits() throws {
    var test = self
    #expect(throws: TokenRefusal.tooLong) { try test.issue(for: .seconds(367 * 86_400)) }
    _ = try test.issue("old")
    _ = try test.issue("new", at: now + .seconds(31 * 86_400))
    #expect(test.register.grants.map(\.name) == ["new"])
    for number in 1..<TokenRegister.mostGrants {
      _ = try test.issue("n\(number)", at: now + .seconds(31 * 86_400))
    }
    #expect(throws: TokenRefusal.full(TokenRegister.mostGrants)) {
      try test.issue("more", at: now + .seconds(31 * 86_400))
    }
  }

  @Test("what is kept comes back, and holds no token")
  func json() throws {
    var test = self
    var texts: [String] = []
    texts.append(try test.issue("a", budget: .tokens(1_000_000), policy: "p").text)
    texts.append(try test.issue("b", budget: .money(2.5)).text)
    texts.append(try test.issue("c").text)
    _ = try test.register.revoke("c", at: now)
    let json = test.register.json
    #expect(TokenRegister(json) == test.register)
    for text in texts { #expect(!String(decoding: json, as: UTF8.self).contains(text)) }
  }

  @Test(
    "a register of which a part cannot be read is none: left out, it would make a token good for more",
    arguments: [
      (#""budget_tokens":7"#, #""budget_tokens":"7""#), (#""policy":"p""#, #""policy":null"#),
      (#""revoked_ms":"#, #""revoked_ms":"x"#), (#""id":""#, #""ident":""#), (#""key":""#, #""key":"A"#),
      (#""expires_ms":"#, #""expires":"#), ("{", ""), (#""tokens":["#, #""tokens":[1,"#),
    ])
  func damage(part: String, damaged: String) throws {
    var test = self
    _ = try test.issue(budget: .tokens(7), policy: "p")
    _ = try test.register.revoke("ci", at: now)
    let json = String(decoding: test.register.json, as: UTF8.self)
    #expect(json.contains(part))
    #expect(TokenRegister(Array(json.replacing(part, with: damaged, maxReplacements: 1).utf8)) == nil)
  }
}
