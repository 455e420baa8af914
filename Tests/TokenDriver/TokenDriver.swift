import Tokens

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The commands that `main.swift` lists. The file of the vocabulary is named by its path.
enum TokenDriver {
  /// Runs one; gives the exit status.
  static func run(_ words: [String]) -> CInt {
    guard words.count >= 2, let name = name(ofFile: words[1]) else { return 2 }
    do {
      switch (words[0], words.count > 2 ? Int(words[2]) : nil) {
      case ("count", nil): try count(words[1], name)
      case ("time", let times?): try time(words[1], name, times)
      case ("open", let times?): try open(words[1], name, times)
      default: return 2
      }
      return 0
    } catch {
      let words = Array("\(error)\n".utf8)
      write(2, words, words.count)
      return 1
    }
  }

  private static func name(ofFile path: String) -> VocabularyName? {
    VocabularyName.allCases.first { path.hasSuffix("/" + $0.fileName) }
  }

  private static func count(_ path: String, _ name: VocabularyName) throws {
    var counter = BytePairCounter(try Vocabulary(opening: path, as: name))
    let input = standardInput()
    var place = 0
    while place + 4 <= input.count {
      let length = input[place..<place + 4].reversed().reduce(0) { $0 << 8 | Int($1) }
      guard place + 4 + length <= input.count else { break }
      print(input[place + 4..<place + 4 + length].withUnsafeBytes { counter.count($0) })
      place += 4 + length
    }
  }

  private static func time(_ path: String, _ name: VocabularyName, _ times: Int) throws {
    let vocabulary = try Vocabulary(opening: path, as: name)
    let input = standardInput()
    var tokens = 0
    let nanoseconds = (0..<times).map { _ in
      // A counter that has seen the text before would have an advantage.
      var counter = BytePairCounter(vocabulary)
      return elapsed { tokens = input.withUnsafeBytes { counter.count($0) } }
    }
    print(tokens)
    for taken in nanoseconds { print(taken) }
  }

  private static func open(_ path: String, _ name: VocabularyName, _ times: Int) throws {
    for _ in 0..<times {
      print(try elapsed { _ = BytePairCounter(try Vocabulary(opening: path, as: name)) })
    }
  }

  /// Nanoseconds that something takes.
  private static func elapsed(_ body: () throws -> Void) rethrows -> Int {
    let start = now()
    try body()
    return now() - start
  }

  private static func now() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }

  private static func standardInput() -> [UInt8] {
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(0, &block, block.count)
      if count <= 0 { return bytes }
      bytes.append(contentsOf: block.prefix(count))
    }
  }
}
