/// Where the parts of a packed vocabulary lie in its file, in bytes from its start.
///
/// A header of 48 bytes, where each token starts, the hash table, the tokens' bytes, and a fingerprint of all that;
/// numbers are little-endian. `scripts/pack_vocabularies.py` describes and writes it.
struct VocabularyLayout {
  /// The bytes `CTXGWBPE`, read as a little-endian number: a machine of the other order refuses the file.
  private static let magic: UInt64 = 0x4550_4257_4758_5443
  private static let version: UInt32 = 1
  private static let headerSize = 48
  private static let fingerprintSize = 16
  /// A slot has 18 bits for a rank and one more.
  private static let mostTokens = 1 << 18 - 1

  /// How many tokens there are.
  let tokens: Int
  /// How many slots the hash table has: a power of two, at least twice the tokens.
  let slotCount: Int
  /// The longest token.
  let longest: Int
  /// The bytes of all tokens.
  let textSize: Int
  /// What the file says it holds.
  let name: String

  /// Where the starts of tokens begin.
  var starts: Int { Self.headerSize }
  /// Where the hash table begins.
  var slots: Int { starts + 4 * (tokens + 1) }
  /// Where the tokens' bytes begin.
  var text: Int { slots + 4 * slotCount }
  /// Where the fingerprint of everything before it begins.
  var fingerprint: Int { (text + textSize + 7) & ~7 }
  /// The size of the whole file.
  var fileSize: Int { fingerprint + Self.fingerprintSize }

  /// The layout that a file's header tells; nil when that is not one of ours, or of another version.
  init?(_ file: UnsafeRawBufferPointer) {
    guard file.count >= Self.headerSize, file.load(as: UInt64.self) == Self.magic,
      file.load(fromByteOffset: 8, as: UInt32.self) == Self.version
    else { return nil }
    func number(at offset: Int) -> Int { Int(file.load(fromByteOffset: offset, as: UInt32.self)) }
    tokens = number(at: 12)
    slotCount = number(at: 16)
    longest = number(at: 20)
    textSize = number(at: 24)
    name = String(decoding: file[32..<Self.headerSize].prefix { $0 != 0 }, as: UTF8.self)
  }

  /// Whether the numbers can be true of a file of this size: a table at most half full, so that every search ends.
  func isPossible(fileSize: Int) -> Bool {
    (256...Self.mostTokens).contains(tokens) && slotCount.nonzeroBitCount == 1 && slotCount >= 2 * tokens
      && longest >= 1 && fileSize == self.fileSize
  }
}
