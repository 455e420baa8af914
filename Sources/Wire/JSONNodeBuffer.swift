/// Memory that nodes are appended to: an array that has one owner and so need not ask, at each append and each
/// look, whether it is shared. For small texts that question would be a tenth of the work.
///
/// Unchecked because of the pointer: the memory belongs to this value alone, which cannot be copied.
struct JSONNodeBuffer: ~Copyable, @unchecked Sendable {
  private(set) var base: UnsafeMutablePointer<JSONNode>
  private(set) var count = 0
  private(set) var capacity: Int

  init(minimumCapacity: Int = 16) {
    capacity = minimumCapacity
    base = .allocate(capacity: capacity)
  }

  deinit { base.deallocate() }

  @inline(__always)
  subscript(index: Int) -> JSONNode {
    get {
      assert(index < count)
      return base[index]
    }
    _modify {
      assert(index < count)
      yield &base[index]
    }
  }

  @inline(__always)
  mutating func append(_ node: JSONNode) {
    if count == capacity { reserve(capacity * 2) }
    (base + count).initialize(to: node)
    count &+= 1
  }

  /// Forgets the nodes and makes room for this many.
  mutating func removeAll(reserving minimumCapacity: Int) {
    count = 0
    if capacity < minimumCapacity { reserve(minimumCapacity) }
  }

  private mutating func reserve(_ newCapacity: Int) {
    let larger = UnsafeMutablePointer<JSONNode>.allocate(capacity: newCapacity)
    larger.moveInitialize(from: base, count: count)
    base.deallocate()
    base = larger
    capacity = newCapacity
  }
}
