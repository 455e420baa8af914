/// One run over random bytes: a stream means the same however it is cut, and its lines are those of the whole.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ base: UnsafeRawPointer, _ count: Int) -> CInt {
  let stream = UnsafeRawBufferPointer(start: base, count: count)
  for limit in [24, 1 << 20] {
    let whole = Reading(of: stream, in: .whole, limit: limit)
    precondition(Reading(of: stream, in: .single, limit: limit) == whole, "single bytes say something else")
    precondition(
      Reading(of: stream, in: .mixed(UInt64(count)), limit: limit) == whole, "chunks say something else")
    precondition(whole.lines.allSatisfy { $0.count <= limit })
    if limit > count { checkLines(whole, of: stream) }
  }
  return 0
}

/// What a parser made of a stream.
private struct Reading: Equatable {
  private(set) var lines: [[UInt8]] = []
  private(set) var error: NDJSONError?

  init(of stream: UnsafeRawBufferPointer, in sizes: ChunkSizes, limit: Int) {
    var parser = NDJSONParser(maxLine: limit)
    var lines: [[UInt8]] = []
    let note = { (line: UnsafeRawBufferPointer) in lines.append(Array(line)) }
    do throws(NDJSONError) {
      try inChunks(stream, of: sizes) { (chunk) throws(NDJSONError) in try parser.feed(chunk, note) }
      parser.finish(note)
    } catch {
      self.error = error
    }
    self.lines = lines
  }
}

private func checkLines(_ reading: Reading, of stream: UnsafeRawBufferPointer) {
  precondition(reading.error == nil, "refused below the limit")
  let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x0d || byte == 0x09 }
  let expected = stream.split(separator: 0x0a).filter { !$0.allSatisfy(isBlank) }.map { Array($0) }
  precondition(reading.lines == expected)
}
