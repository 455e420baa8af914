import Conversations
import Wire

/// JSON without white space, its long lists of similar objects shortened.
struct CompactJSON {
  private var writer = JSONWriter()
  /// Whether something is missing.
  private(set) var isCut = false

  /// What has been written.
  var bytes: [UInt8] { writer.bytes }

  /// Lists of at most so many elements stay whole.
  private static let mostElements = 20
  /// So many elements stay at the beginning of a list that is shortened, and at its end.
  private static let first = 5
  private static let last = 3
  /// The most elements between them that stay because they are unlike the others.
  private static let mostOutliers = 8
  /// A longer text has more values than are worth the time.
  private static let longest = 8 << 20

  /// Reads a text that is one JSON object or array; nil when it is not.
  init?(_ text: [UInt8]) {
    guard text.count <= Self.longest, Self.mayBeJSON(text[...]) else { return nil }
    guard
      let root = try? JSONDocument(parsing: text, limits: JSONLimits(maxDepth: 64, maxValues: 500_000)).root
    else { return nil }
    write(root)
  }

  private static func mayBeJSON(_ text: ArraySlice<UInt8>) -> Bool {
    let text = text.trimmedSpace
    let ends = (text.first, text.last)
    return ends == (UInt8(ascii: "{"), UInt8(ascii: "}")) || ends == (UInt8(ascii: "["), UInt8(ascii: "]"))
  }

  private mutating func write(_ value: JSONValue) {
    switch value.kind {
    case .object:
      writer.beginObject()
      for (key, member) in value.members {
        writer.key(key.string ?? "")
        write(member)
      }
      writer.endObject()
    case .array: write(elementsOf: value)
    default: writer.raw(value)
    }
  }

  private mutating func write(elementsOf array: JSONValue) {
    writer.beginArray()
    if array.count > Self.mostElements, let kept = Self.kept(of: array) {
      write(kept, of: array)
    } else {
      for element in array.elements { write(element) }
    }
    writer.endArray()
  }

  private mutating func write(_ kept: Set<Int>, of array: JSONValue) {
    for (index, element) in array.elements.enumerated() {
      if index == Self.first { note(array.count - kept.count) }
      if kept.contains(index) { write(element) }
    }
  }

  private mutating func note(_ count: Int) {
    isCut = true
    writer.string("[ctxgw: \(count) similar elements left out]")
  }

  // MARK: Which elements stay

  /// The places of the elements that stay; nil when they are not objects of one sort.
  private static func kept(of array: JSONValue) -> Set<Int>? {
    var sorts: [Fingerprint: [Int]] = [:]
    for (index, element) in array.elements.enumerated() {
      guard case .object = element.kind else { return nil }
      sorts[sort(of: element), default: []].append(index)
    }
    guard let usual = sorts.values.map(\.count).max(), usual * 2 > array.count else { return nil }
    let edges = Set(0..<first).union(array.count - last..<array.count)
    let outliers = sorts.values.filter { $0.count * 20 <= array.count }.joined().sorted()
    return edges.union(outliers.filter { !edges.contains($0) }.prefix(mostOutliers))
  }

  /// Members whose value says what sort of object it is.
  private static let tellingKeys: Set<String> = [
    "status", "state", "level", "severity", "type", "conclusion", "kind",
  ]

  /// Members that say that something went wrong, unless they are empty.
  private static let errorKeys: Set<String> = [
    "error", "errors", "err", "failure", "failed", "isError", "is_error",
  ]

  /// What objects have in common that are alike: their keys, and the values of the telling ones.
  private static func sort(of object: JSONValue) -> Fingerprint {
    var bytes: [UInt8] = []
    for (key, value) in object.members {
      let name = key.string ?? ""
      bytes.append(contentsOf: name.utf8)
      bytes.append(0)
      if tellingKeys.contains(name) { value.withBytes { bytes.append(contentsOf: $0) } }
      if errorKeys.contains(name) { bytes.append(saysNothing(value) ? 0 : 1) }
      bytes.append(0)
    }
    return Fingerprint(of: bytes)
  }

  private static func saysNothing(_ value: JSONValue) -> Bool {
    switch value.kind {
    case .null, .false: true
    case .object, .array: value.count == 0
    case .string: value.isString("")
    case .number: value.int == 0
    case .true: false
    }
  }
}
