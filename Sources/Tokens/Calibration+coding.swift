import Wire

/// How a calibration is written down: an object of JSON, under 1 KB.
extension Calibration {
  /// The calibration as bytes that `init(decoding:)` reads.
  public func encoded() -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("ratio", ratio)
    writer.key("errors")
    writer.beginArray()
    for error in errors { writer.number(error) }
    writer.endArray()
    reading.writeFields(to: &writer)
    writer.endObject()
    return writer.bytes
  }

  /// The calibration behind some bytes; nil when they are none, or say what cannot have been learned.
  public init?(decoding bytes: [UInt8]) {
    guard let root = try? JSONDocument(parsing: bytes).root, let ratio = root["ratio"]?.double,
      Self.ratios.contains(ratio), let list = root["errors"], list.kind == .array,
      list.count <= Self.mostErrors, let reading = ReadingRecord(root)
    else { return nil }
    let errors = list.elements.compactMap(\.double)
    guard errors.count == list.count, errors.allSatisfy((0...1).contains) else { return nil }
    self.init()
    (self.ratio, self.errors, self.reading) = (ratio, errors, reading)
  }
}

extension ReadingRecord {
  fileprivate func writeFields(to writer: inout JSONWriter) {
    writer.field("held", mostHeld)
    writer.field("whole", wholeInARow)
    writer.field("short_by_nature", isShortByNature)
    for (key, report) in [("last", last), ("short", short)] {
      guard let report else { continue }
      writer.key(key)
      writer.beginArray()
      writer.number(report.reported)
      writer.number(report.estimated)
      writer.endArray()
    }
  }

  fileprivate init?(_ value: JSONValue) {
    guard let held = value["held"]?.int, held >= 0, let whole = value["whole"]?.int,
      (0...Self.proof).contains(whole), let isShortByNature = value["short_by_nature"]?.bool
    else { return nil }
    let reports = [value["last"], value["short"]].map { $0.map(Report.init) }
    // A report that is there must be one.
    guard reports.allSatisfy({ $0.map { $0 != nil } ?? true }) else { return nil }
    self.init(
      mostHeld: held, wholeInARow: whole, last: reports[0] ?? nil, short: reports[1] ?? nil,
      isShortByNature: isShortByNature)
  }
}

extension ReadingRecord.Report {
  fileprivate init?(_ value: JSONValue) {
    let figures = value.elements.compactMap(\.int)
    guard value.kind == .array, value.count == 2, figures.count == 2, figures.allSatisfy({ $0 > 0 }) else {
      return nil
    }
    self.init(reported: figures[0], estimated: figures[1])
  }
}
