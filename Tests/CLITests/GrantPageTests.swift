import Testing

@testable import CLI
@testable import Gateway

@Suite("Pages of issued tokens")
struct GrantPageTests {
  @Test("issued tokens, with what is left of their time and what they may spend")
  func grants() {
    let grants = [
      TokenGrant(
        id: "00c0ffee00c0ffee", name: "ci", created: Samples.now - .seconds(180),
        expires: Samples.now + .seconds(86_400), budget: .tokens(2_000_000), policy: "frugal"),
      TokenGrant(
        id: "0123456789abcdef", name: "intern", created: Samples.now - .seconds(86_400 * 3),
        expires: Samples.now - .seconds(86_400), budget: .money(2.5), policy: nil),
    ].map { GrantReport($0, at: Samples.now) }
    #expect(
      GrantPage(grants: grants, now: Samples.now).text(on: .plain) == """
        NAME    STATE    ID                ISSUED      EXPIRES                       BUDGET  POLICY
        ci      good     00c0ffee00c0ffee  3 min ago   2026-02-01 12:00:00 UTC  2.0M tokens  frugal
        intern  expired  0123456789abcdef  3 days ago  2026-01-30 12:00:00 UTC         $2.5

        """)
    #expect(GrantPage(grants: [], now: Samples.now).text(on: .plain) == "No tokens.\n")
    #expect(
      String(decoding: grants[0].json(showing: "cg1.x.y"), as: UTF8.self)
        == #"{"token":"cg1.x.y","id":"00c0ffee00c0ffee","name":"ci","state":"good","#
        + #""created_at":"2026-01-31T11:57:00.000Z","expires_at":"2026-02-01T12:00:00.000Z","#
        + #""revoked_at":null,"budget_tokens":2000000,"budget_money":null,"policy":"frugal"}"#)
    #expect(
      GrantPage.words(on: grants[0]) == """
        'ci' (00c0ffee00c0ffee) is good until 2026-02-01 12:00:00 UTC, to spend 2.0M tokens. The token is shown this once:

        """)
  }
}
