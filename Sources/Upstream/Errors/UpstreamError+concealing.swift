extension UpstreamError {
  /// What is shorter is a placeholder ("local", "none"), and may well be a word of the message.
  private static let shortestCredential = 8

  /// The same failure, its words with dots in place of credentials that they repeat.
  public func concealing(_ credentials: [Credential]) -> UpstreamError {
    // The longest first: one credential may be a part of another.
    let shown = credentials.filter { $0.text.utf8.count >= Self.shortestCredential }
      .sorted { $0.text.utf8.count > $1.text.utf8.count }
    func concealed(_ words: String) -> String {
      shown.reduce(words) { $0.replacing($1.text, with: "\($1)") }
    }
    var error = self
    error.message = String(concealed(message).prefix(Self.longestMessage))
    error.text = concealed(text)
    return error
  }
}
