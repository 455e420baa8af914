/// UTF-8 read scalar by scalar, by class. Good only while its memory and its classes are.
///
/// Any bytes can be read without leaving the text; what is not UTF-8 is some class or other.
struct ScalarText {
  /// The first byte.
  let base: UnsafePointer<UInt8>
  /// How many bytes there are.
  let count: Int
  private let pages: UnsafeMutablePointer<UnsafeMutablePointer<ScalarClass>?>
  private let ascii: UnsafeMutablePointer<ScalarClass>

  init(_ base: UnsafePointer<UInt8>, _ count: Int, _ classes: borrowing ScalarClasses) {
    self.base = base
    self.count = count
    pages = classes.pages
    ascii = classes.pages[0]!
  }

  /// The byte at a place inside the text.
  @inline(__always)
  subscript(_ place: Int) -> UInt8 { base[place] }

  /// The class of the scalar that begins at a place inside the text, and where the next one begins.
  @inline(__always)
  func scalar(at place: Int) -> (class: ScalarClass, end: Int) {
    let byte = base[place]
    if byte < 0x80 { return (ascii[Int(byte)], place &+ 1) }
    return longScalar(at: place, byte)
  }

  private func longScalar(at place: Int, _ first: UInt8) -> (class: ScalarClass, end: Int) {
    let length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
    guard place &+ length <= count else { return (.symbol, count) }
    let leadBits = UInt32(first) & (length == 2 ? 0x1f : length == 3 ? 0x0f : 0x07)
    var value = leadBits
    for offset in 1..<length { value = value &<< 6 | UInt32(base[place &+ offset]) & 0x3f }
    let page = Int(value &>> 8)
    guard page < ScalarClasses.pageCount else { return (.symbol, place &+ length) }
    let classes = pages[page] ?? ScalarClasses.make(page: page, in: pages)
    return (classes[Int(value & 0xff)], place &+ length)
  }

  /// Where the run that begins at `start` of scalars which have any of these classes ends.
  @inline(__always)
  func end(of classes: ScalarClass, from start: Int) -> Int {
    var place = start
    while place < count {
      let (found, end) = scalar(at: place)
      if found.isNone(of: classes) { break }
      place = end
    }
    return place
  }

  /// Where the run that begins at `start` of scalars which have none of these classes ends.
  @inline(__always)
  func end(ofNone classes: ScalarClass, from start: Int) -> Int {
    var place = start
    while place < count {
      let (found, end) = scalar(at: place)
      if found.isAny(of: classes) { break }
      place = end
    }
    return place
  }
}
