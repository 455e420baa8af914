import Wire

/// What a client says about where its request should go: in header fields, and by a tag in a person's words.
///
/// The header fields are `x-ctxgw-tier` and, where that is missing, `x-task-tier` with the name of a tier;
/// `x-claude-code-request-class` (`main` or `auxiliary`, sent with CLAUDE_CODE_GATEWAY_HINT_HEADERS=1); and
/// `x-ctxgw-privacy: local_only`. Values that say nothing are as good as none.
public struct RoutingHints: Sendable, Equatable {
  /// The header fields in which a client asks for a tier; the first that names one counts.
  public static let tierFields = ["x-ctxgw-tier", "x-task-tier"]
  /// The longest name of a tier, in bytes.
  static let longestTier = 64

  /// The tier it asks for; of a field and a tag the field counts.
  public var tier: String?
  /// The class of the request in its own word (Claude Code: `x-claude-code-request-class`).
  public var requestClass: String?
  /// Whether the request must not leave this machine or network (`x-ctxgw-privacy: local_only`).
  public var isLocalOnly = false

  /// No hints.
  public init() {}

  /// The hints of a request's header fields.
  public init(fields: HTTPFields) {
    tier = Self.tier(fields["x-ctxgw-tier"]) ?? Self.tier(fields["x-task-tier"])
    requestClass = fields["x-claude-code-request-class"].flatMap { $0.isEmpty ? nil : $0.lowercased() }
    isLocalOnly = fields.values(of: "x-ctxgw-privacy").contains { value in
      ["local_only", "local-only"].contains(value.lowercased())
    }
  }

  /// A name that a tier may have: letters, digits, `-`, `_` and `.`; nil for any other text.
  public static func tier(_ text: String?) -> String? {
    guard let text, !text.isEmpty, text.utf8.count <= longestTier else { return nil }
    let isName = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
        true
      default: false
      }
    }
    return isName ? text : nil
  }
}
