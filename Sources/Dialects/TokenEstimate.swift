/// What a text may cost where nobody has counted.
enum TokenEstimate {
  /// Tokens in so many bytes of text: one in three bytes, which is too many for most texts rather than too few.
  static func tokens(forBytes bytes: Int) -> Int { (bytes + 2) / 3 }
}
