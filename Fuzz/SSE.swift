/// One run over random bytes: a stream means the same however it is cut, and what is written is read back.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ base: UnsafeRawPointer, _ count: Int) -> CInt {
  let stream = UnsafeRawBufferPointer(start: base, count: count)
  for limit in [24, 1 << 20] {
    let whole = Reading(of: stream, in: .whole, limit: limit)
    precondition(Reading(of: stream, in: .single, limit: limit) == whole, "single bytes say something else")
    precondition(
      Reading(of: stream, in: .mixed(UInt64(count)), limit: limit) == whole, "chunks say something else")
    precondition(whole.events.allSatisfy { $0.data.count <= limit })
    if limit > count { checkWriter(whole) }
  }
  return 0
}

/// What a parser made of a stream.
private struct Reading: Equatable {
  struct Event: Equatable {
    var name: [UInt8]
    var data: [UInt8]
  }

  private(set) var events: [Event] = []
  private(set) var error: SSEError?

  init(of stream: UnsafeRawBufferPointer, in sizes: ChunkSizes, limit: Int) {
    var parser = SSEParser(maxEvent: limit)
    var events: [Event] = []
    let note = { (event: ServerSentEvent) in
      events.append(Event(name: Array(event.name), data: Array(event.data)))
    }
    do throws(SSEError) {
      try inChunks(stream, of: sizes) { (chunk) throws(SSEError) in try parser.feed(chunk, note) }
      try parser.finish(note)
      precondition(parser.isBetweenEvents)
    } catch {
      self.error = error
    }
    self.events = events
  }
}

/// Events written out are read back as they were.
private func checkWriter(_ reading: Reading) {
  precondition(reading.error == nil, "refused below the limit")
  var output: [UInt8] = []
  for event in reading.events {
    guard let name = String(validating: event.name, as: UTF8.self) else { return }
    SSEWriter.append(event: name.isEmpty ? nil : name, data: event.data, to: &output)
    SSEWriter.appendComment(name, to: &output)
  }
  let again = output.withUnsafeBytes { Reading(of: $0, in: .whole, limit: 1 << 24) }
  precondition(again == reading)
}
