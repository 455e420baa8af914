#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A growable queue of bytes: appended at the end, consumed from the start, without a copy per step.
public struct Buffer: ~Copyable {
  private var base: UnsafeMutableRawPointer
  private var start = 0
  private var end = 0

  /// How many bytes fit before it grows.
  public private(set) var capacity: Int

  /// An empty buffer with room for `capacity` bytes, at least one.
  public init(capacity: Int = 4096) {
    self.capacity = max(1, capacity)
    base = Self.allocate(self.capacity)
  }

  deinit { free(base) }

  // Without memory there is no going on, as with any array of the standard library.
  private static func allocate(_ capacity: Int) -> UnsafeMutableRawPointer {
    guard let base = malloc(capacity) else { fatalError("out of memory") }
    return base
  }

  /// How many bytes wait.
  public var count: Int { end - start }

  /// Whether no bytes wait.
  public var isEmpty: Bool { start == end }

  /// The bytes that wait; valid until the buffer is next changed.
  public var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: base + start, count: end - start)
  }

  /// Drops the first `count` bytes.
  public mutating func consume(_ count: Int) {
    precondition(count >= 0 && count <= self.count)
    start += count
    if start == end {
      start = 0
      end = 0
    }
  }

  /// Makes room for `count` more bytes, by moving what waits to the front or by growing to twice the size.
  public mutating func reserve(_ count: Int) {
    if capacity - end >= count { return }
    if start > 0 {
      memmove(base, base + start, end - start)
      end -= start
      start = 0
      if capacity - end >= count { return }
    }
    var grown = capacity
    while grown - end < count { grown *= 2 }
    guard let moved = realloc(base, grown) else { fatalError("out of memory") }
    base = moved
    capacity = grown
  }

  /// Lets `fill` write into at least `count` bytes of free space and appends as many as it returns; none if that is
  /// negative. Returns what `fill` returned.
  @discardableResult
  public mutating func append(reserving count: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Int) -> Int {
    reserve(count)
    let filled = fill(UnsafeMutableRawBufferPointer(start: base + end, count: capacity - end))
    precondition(filled <= capacity - end)
    end += max(0, filled)
    return filled
  }

  /// Appends bytes.
  public mutating func append(_ bytes: UnsafeRawBufferPointer) {
    guard let source = bytes.baseAddress, !bytes.isEmpty else { return }
    reserve(bytes.count)
    memcpy(base + end, source, bytes.count)
    end += bytes.count
  }

  /// Appends bytes.
  public mutating func append(_ bytes: some Collection<UInt8>) {
    let isContiguous: Void? = bytes.withContiguousStorageIfAvailable { append(UnsafeRawBufferPointer($0)) }
    if isContiguous == nil { for byte in bytes { append(byte) } }
  }

  /// Appends one byte.
  public mutating func append(_ byte: UInt8) {
    reserve(1)
    base.storeBytes(of: byte, toByteOffset: end, as: UInt8.self)
    end += 1
  }

  /// Appends the UTF-8 bytes of a literal.
  public mutating func append(_ text: StaticString) {
    append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Gives memory beyond `capacity` bytes back if nothing waits.
  public mutating func shrinkIfEmpty(to capacity: Int) {
    guard isEmpty, self.capacity > capacity else { return }
    free(base)
    base = Self.allocate(capacity)
    self.capacity = capacity
  }
}
