/// What a prompt may cost where nobody has counted.
enum TokenEstimate {
  /// What a picture costs at most at Anthropic, and about the same elsewhere.
  static let tokensOfPicture = 1_600

  /// Tokens in so many bytes of text: one in three bytes, which is too many for most texts rather than too few.
  static func tokens(forBytes bytes: Int) -> Int { (bytes + 2) / 3 }
}
