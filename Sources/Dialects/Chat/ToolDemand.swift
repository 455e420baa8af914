/// What a model is asked at the end of a conversation where its server has no field for it. The next request no longer
/// asks it, so the server reads the last message of this one again: that much it costs.
enum ToolDemand {
  /// To call a tool, whichever.
  static let anyTool = "[Answer this with a call of one of your tools.]"
  /// To call none.
  static let noTool = "[Answer this without a call of a tool.]"

  /// To call one tool, by the name it is offered under.
  static func call(of name: String) -> String { "[Answer this with a call of the tool \(name).]" }
}
