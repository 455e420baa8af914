/// What a prompt may cost where nobody has counted.
public enum TokenEstimate {
  /// What a picture costs at most at Anthropic, and about the same elsewhere, in tokens.
  public static let picture = 1_600

  /// Tokens in so many bytes of text, rather too many than too few: one in three bytes.
  public static func tokens(forBytes bytes: Int) -> Int { (bytes + 2) / 3 }

  /// Tokens that so many bytes of text most likely are, for a rule of thumb: one in four bytes, as in prose.
  public static func likelyTokens(forBytes bytes: Int) -> Int { (bytes + 3) / 4 }
}
