import Routing
import Testing
import Wire

private func hints(_ fields: KeyValuePairs<String, String>) -> RoutingHints {
  var list = HTTPFields()
  for (name, value) in fields { list.append(name, value) }
  return RoutingHints(fields: list)
}

@Suite("Hints in header fields")
struct RoutingHintsTests {
  @Test("a tier is asked for by either field, the gateway's own first")
  func tiers() {
    #expect(hints(["x-task-tier": "background"]).tier == "background")
    #expect(hints(["X-Ctxgw-Tier": "primary", "x-task-tier": "background"]).tier == "primary")
    #expect(hints(["x-ctxgw-tier": "", "x-task-tier": "background"]).tier == "background")
  }

  @Test(
    "what can be no tier's name asks for none",
    arguments: ["", "a b", "prim\u{E4}r", "a/b", String(repeating: "a", count: 65)])
  func noTier(value: String) {
    #expect(hints(["x-task-tier": value]).tier == nil)
  }

  @Test("a request is kept local by one value of the privacy field, and by no other")
  func privacy() {
    #expect(hints(["x-ctxgw-privacy": "local_only"]).isLocalOnly)
    #expect(hints(["x-ctxgw-privacy": "Local-Only"]).isLocalOnly)
    #expect(hints(["x-ctxgw-privacy": "any", "X-Ctxgw-Privacy": "local_only"]).isLocalOnly)
    #expect(!hints(["x-ctxgw-privacy": "any"]).isLocalOnly)
    #expect(hints([:]) == RoutingHints())
  }

  @Test("the class of a request is Claude Code's own word")
  func requestClass() {
    #expect(hints(["x-claude-code-request-class": "Auxiliary"]).requestClass == "auxiliary")
    #expect(hints(["x-claude-code-request-class": ""]).requestClass == nil)
  }
}
