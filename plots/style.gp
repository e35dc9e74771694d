# What all figures share: terminal, colours, lines.  It stands before every template.
#
# FORMAT   'svg', 'png', 'pdf', or in the terminal 'braille', 'ascii'

set encoding utf8

# The command that sets the terminal for a figure of w by h pixels (96 to the inch).
svg(w, h) = sprintf("set terminal svg size %d,%d dynamic noenhanced font 'Helvetica,13' background '#ffffff'", w, h)
png(w, h) = sprintf("set terminal pngcairo size %d,%d noenhanced font 'Helvetica,10' fontscale 2 linewidth 2 pointscale 2 dashlength 2 background '#ffffff'", 2*w, 2*h)
pdf(w, h) = sprintf("set terminal pdfcairo size %.3fin,%.3fin noenhanced font 'Helvetica,10' fontscale 0.75 background '#ffffff'", w/96., h/96.)
braille(w, h) = sprintf("set terminal pbm mono size %d,%d", 2*COLUMNS, 4*ROWS)
ascii(w, h) = sprintf("set terminal dumb size %d,%d noenhanced", COLUMNS, ROWS)
terminal(w, h) = FORMAT eq 'png' ? png(w, h) : FORMAT eq 'pdf' ? pdf(w, h) : \
    FORMAT eq 'braille' ? braille(w, h) : FORMAT eq 'ascii' ? ascii(w, h) : svg(w, h)
is_text = FORMAT eq 'braille' || FORMAT eq 'ascii'

# Colours that the colour-blind can tell apart (Paul Tol's bright scheme).
blue = "#4477aa"
red = "#ee6677"
muted = "#cc8890"
ink = "#222222"
grey = "#777777"

# 10,000 for 10000
thousands(n) = n < 1000 ? sprintf("%d", n) : n < 1e6 ? sprintf("%d,%03d", n/1000, int(n)%1000) : \
    sprintf("%d,%03d,%03d", n/1000000, (int(n)/1000)%1000, int(n)%1000)

# Font sizes are pixels in an SVG and points elsewhere.
heading_font = FORMAT eq 'svg' ? "Helvetica,17" : "Helvetica,13"
small_font = FORMAT eq 'svg' ? "Helvetica,12" : "Helvetica,9"

set border 3 linecolor rgb grey linewidth 1
set tics nomirror out scale 0.6 textcolor rgb ink
set grid linecolor rgb "#e8e8e8" linetype 1 linewidth 0.7
set style fill solid 1 noborder
if (FORMAT eq 'braille') {
    unset border; unset tics; unset key; unset grid; unset colorbox
    set margins 0, 0, 0, 0
}
if (FORMAT eq 'ascii') {
    unset grid; set title TITLE noenhanced
}
