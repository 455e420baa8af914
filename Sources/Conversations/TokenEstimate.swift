/// What a prompt may cost where nobody has counted: rather too many tokens than too few.
public enum TokenEstimate {
  /// What a picture costs at most at Anthropic, and about the same elsewhere, in tokens.
  public static let picture = 1_600

  /// Tokens in so many bytes of text: one in three bytes.
  public static func tokens(forBytes bytes: Int) -> Int { (bytes + 2) / 3 }
}
