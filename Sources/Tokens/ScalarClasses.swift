/// The classes of all scalars, in pages of 256 that are made when text first needs them.
struct ScalarClasses: ~Copyable {
  /// One page for each 256 scalars up to U+10FFFF.
  static let pageCount = 0x1100

  /// The pages made so far; the first, ASCII and Latin-1, always is.
  let pages: UnsafeMutablePointer<UnsafeMutablePointer<ScalarClass>?>

  init() {
    pages = .allocate(capacity: Self.pageCount)
    pages.initialize(repeating: nil, count: Self.pageCount)
    Self.make(page: 0, in: pages)
  }

  deinit {
    for page in 0..<Self.pageCount { pages[page]?.deallocate() }
    pages.deallocate()
  }

  /// Makes a page; surrogates, which are no scalars, count as symbols.
  @inline(never) @discardableResult
  static func make(
    page: Int, in pages: UnsafeMutablePointer<UnsafeMutablePointer<ScalarClass>?>
  ) -> UnsafeMutablePointer<ScalarClass> {
    let made = UnsafeMutablePointer<ScalarClass>.allocate(capacity: 256)
    for low in 0..<256 {
      let scalar = Unicode.Scalar(UInt32(page << 8 | low))
      (made + low).initialize(to: scalar.map { ScalarClass(of: $0) } ?? .symbol)
    }
    pages[page] = made
    return made
  }
}
