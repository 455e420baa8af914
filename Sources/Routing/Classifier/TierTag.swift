/// The tag by which a person names a tier in what they write: `[ctxgw:tier=primary]`, anywhere in the text.
///
/// Only a person's newest words are searched: a tag in a tool's result or in an old message asks for nothing. It goes to
/// the model with the rest of the text.
enum TierTag {
  private static let opening = Array("[ctxgw:tier=".utf8)

  /// The tier that the first well-formed tag in a text names; nil where there is none.
  static func tier(in text: [UInt8]) -> String? {
    var rest = text[...]
    while let bracket = rest.firstIndex(of: UInt8(ascii: "[")) {
      rest = rest[bracket...]
      if rest.starts(with: opening) {
        let name = rest.dropFirst(opening.count).prefix(RoutingHints.longestTier + 1)
          .prefix { $0 != UInt8(ascii: "]") }
        if rest[name.endIndex...].first == UInt8(ascii: "]"),
          let tier = RoutingHints.tier(String(decoding: name, as: UTF8.self))
        {
          return tier
        }
      }
      rest = rest.dropFirst()
    }
    return nil
  }
}
