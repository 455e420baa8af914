/// A step that leaves, for the digest.
struct DigestedStep: Sendable {
  /// What the assistant said.
  var texts: [String]
  /// What it called, and what came back.
  var uses: [(ToolUse, result: String?, isFailure: Bool)]
}
