import TestKit
import Testing

@testable import Wire

@Suite struct BufferTests {
  @Test("any mix of appending and consuming leaves what a plain array would hold")
  func agreesWithArray() {
    var random = SeededGenerator()
    var buffer = Buffer(capacity: 1)
    var model: [UInt8] = []
    for _ in 0..<5_000 {
      let bytes = (0..<Int.random(in: 0..<40, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      switch Int.random(in: 0..<6, using: &random) {
      case 0: buffer.append(bytes)
      case 1: bytes.withUnsafeBytes { buffer.append($0) }
      case 2: for byte in bytes { buffer.append(byte) }
      case 3:
        buffer.append(reserving: max(1, bytes.count)) { space in
          space.copyBytes(from: bytes)
          return bytes.count
        }
      default:
        let count = Int.random(in: 0...model.count, using: &random)
        buffer.consume(count)
        model.removeFirst(count)
        buffer.shrinkIfEmpty(to: 8)
        continue
      }
      model += bytes
      #expect(buffer.count == model.count)
      #expect(buffer.bytes.elementsEqual(model))
    }
  }

  @Test("a read that fails appends nothing")
  func failedFill() {
    var buffer = Buffer()
    let result = buffer.append(reserving: 10) { _ in -1 }
    #expect(result == -1)
    #expect(buffer.count == 0)
  }

  @Test("memory is given back only when nothing waits in it")
  func shrink() {
    var buffer = Buffer(capacity: 16)
    buffer.append([UInt8](repeating: 1, count: 1000))
    buffer.shrinkIfEmpty(to: 16)
    #expect(buffer.count == 1000)
    buffer.consume(1000)
    buffer.shrinkIfEmpty(to: 16)
    #expect(buffer.capacity == 16)
  }

  @Test("a buffer that is filled and emptied in turn does not grow")
  func steady() {
    var buffer = Buffer(capacity: 64)
    buffer.append([UInt8](repeating: 1, count: 20))
    for _ in 0..<1000 {
      buffer.append([UInt8](repeating: 2, count: 40))
      buffer.consume(40)
    }
    #expect(buffer.capacity == 64)
  }
}
