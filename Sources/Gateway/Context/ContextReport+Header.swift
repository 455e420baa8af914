import Conversations

extension ContextReport {
  /// What `x-ctxgw-context` says: `original=84210; sent=6120; window=8192; stripped=31; dropped=44; epoch=full`. Figures
  /// are in tokens but for those of what was cut; `epoch` is there when the prompt was made anew from its front.
  var headerValue: String {
    var items = [
      "original=\(originalTokens)", "sent=\(sentTokens)", "window=\(window.tokens)", "limit=\(limit)",
      "stripped=\(strippedParts)", "dropped=\(droppedMessages)",
    ]
    if let epoch { items.append("epoch=\(epoch.rawValue)") }
    return items.joined(separator: "; ")
  }

  /// What `x-ctxgw-context` says of a request that goes out as it came, whose tokens nobody has counted.
  static func untouchedHeaderValue(estimate: Int, window: ContextWindow?) -> String {
    let window = window.map { "; window=\($0.tokens)" } ?? ""
    return "untouched; original=\(estimate); sent=\(estimate)\(window)"
  }
}
