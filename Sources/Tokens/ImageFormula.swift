/// How many tokens a picture costs, by the vendor's rule; sizes in pixels.
public enum ImageFormula: Sendable, Equatable {
  /// Patches of `edge` by `edge`, after the picture was made small enough: no side above `longest`, no more than `most`
  /// patches; each costs `factor`.
  case patches(edge: Int, longest: Int, most: Int, factor: Double)
  /// OpenAI's tiles: fitted into 2048 by 2048, then the shorter side to 768; `base`, and `tile` for each of 512 by 512.
  case tiles(base: Int, tile: Int)
  /// `tile` for a picture of at most 384 by 384, else for each of 768 by 768.
  case bigTiles(tile: Int)
  /// The same for every picture.
  case flat(Int)

  /// What is assumed where no rule is known: a picture at the usual limit of size.
  public static let unknown = ImageFormula.flat(1600)

  /// The tokens of a picture; nil, a size that is not known, is taken for the most that it can cost.
  public func tokens(for size: ImageSize?) -> Int {
    guard let size else { return most }
    switch self {
    case .patches(let edge, let longest, let most, let factor):
      return Self.scaled(patches(size, edge, longest, most), factor)
    case .tiles(let base, let tile): return base + tile * Self.tiles(in: size)
    case .bigTiles(let tile):
      return size.width <= 384 && size.height <= 384
        ? tile : tile * Self.steps(size.width, of: 768) * Self.steps(size.height, of: 768)
    case .flat(let tokens): return tokens
    }
  }

  /// The most that a picture of ordinary shape can cost.
  private var most: Int {
    switch self {
    case .patches(_, _, let most, let factor): Self.scaled(most, factor)
    // 768 by 2048: two tiles by four.
    case .tiles(let base, let tile): base + 8 * tile
    // 3072 by 3072, beyond which pictures are made smaller.
    case .bigTiles(let tile): 16 * tile
    case .flat(let tokens): tokens
    }
  }

  /// The patches of a picture once it is small enough. Sizes are kept as fractions until the end, as the vendors do.
  private func patches(_ size: ImageSize, _ edge: Int, _ longest: Int, _ most: Int) -> Int {
    let scale = min(1, Double(longest) / Double(max(size.width, size.height)))
    var (width, height) = (Double(size.width) * scale, Double(size.height) * scale)
    func count() -> Int {
      Int((width / Double(edge)).rounded(.up)) * Int((height / Double(edge)).rounded(.up))
    }
    if count() > most {
      let shrink = (Double(most) * Double(edge * edge) / (width * height)).squareRoot()
      (width, height) = (width * shrink, height * shrink)
    }
    return min(max(count(), 1), most)
  }

  private static func tiles(in size: ImageSize) -> Int {
    let fit = min(1, 2048 / Double(max(size.width, size.height)))
    let shrink = fit * min(1, 768 / (Double(min(size.width, size.height)) * fit))
    return max(1, steps(Int((Double(size.width) * shrink).rounded()), of: 512))
      * max(1, steps(Int((Double(size.height) * shrink).rounded()), of: 512))
  }

  private static func steps(_ length: Int, of edge: Int) -> Int { (length + edge - 1) / edge }

  private static func scaled(_ patches: Int, _ factor: Double) -> Int {
    Int((Double(patches) * factor).rounded(.up))
  }
}
