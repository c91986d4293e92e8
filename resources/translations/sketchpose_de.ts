<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
    <context>
        <name>Sketchpose</name>
        <message>
            <source>Picture</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Preview</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Draw a cell stroke that joins them</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Draw the boundary between them</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Draw background over both</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Draw a cell stroke here</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Draw background here</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Later</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Close; the question stays in the strip below  (Esc)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Sketchpose ended unexpectedly last time; what you drew is saved. If this happens again, Help, Check this installation, tells whether something is missing.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Something went wrong inside Sketchpose; what you drew is saved. ({name})</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>{sentence} and %n more</source>
            <extracomment>For one: {sentence} and %n more</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>Touching nuclei</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Small nuclei</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Plant tissue</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Give each kind of cells a name and a colour. Each gets a brush of its own (keys 1, 4, 5, …): draw some cells of each kind, and the program tells the others apart.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Kinds of cells</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Use</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Add a kind</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Name of the kind of cells</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Choose the colour</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Colour of {name}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Remove</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Only the last kind can be taken away, and only before it is drawn</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Colour</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Kind {number}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>1.5   (comma between columns: R, Python, English Excel)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>1,5   (semicolon between columns: Excel with decimal commas)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Export results</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Folder of the exported files</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open the folder afterwards</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Separators in tables</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This image</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Choose…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Export</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>All %n images of the project</source>
            <extracomment>For one: The one image of the project</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>All images of the project</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Numbers in tables</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Folder</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Export to</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>&lt;p&gt;Sketchpose computes on the processor, which is enough for most images, and on Apple's graphics, where a Mac has them. The bottom of the window says on which.&lt;/p&gt;&lt;p&gt;With a graphics card of NVIDIA there is a GPU edition that learns and segments on it. It is several gigabytes large. There are two ways to get it:&lt;/p&gt;&lt;ul&gt;&lt;li&gt;Download the package with “gpu” in its name, from the page with Sketchpose's releases, and unpack it.&lt;/li&gt;&lt;li&gt;Installed with pip, install PyTorch with CUDA in place of the one that is there: &lt;code&gt;pip install --force-reinstall "torch&amp;lt;2.14" --index-url https://download.pytorch.org/whl/cu130&lt;/code&gt;&lt;/li&gt;&lt;/ul&gt;&lt;p&gt;Nothing is downloaded by itself, and your projects and settings stay as they are. If the card's memory is too small, Sketchpose goes on with less, or on the processor.&lt;/p&gt;</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>&lt;p&gt;A few brush strokes become trustworthy instance masks.&lt;/p&gt;&lt;p&gt;The method: Cazorla, Munier, Morin, Weiss, &lt;i&gt;Sketchpose: learning to segment cells with partial annotations&lt;/i&gt;, MELBA 2025.&lt;/p&gt;&lt;p&gt;Newer versions are on the page from which you downloaded this one. Sketchpose does not look for them: it never uses the internet.&lt;/p&gt;</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>&lt;p&gt;BSD 3-Clause Licence. It is built on PyTorch, Qt and PySide6 (LGPL), NumPy, SciPy, scikit-image and other free software, listed under Licences.&lt;/p&gt;</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Wheel</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Zoom at the cursor</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Space + drag</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Move the picture</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Ctrl + wheel</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Size of the brush</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Alt while drawing</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Erase</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Right double-click</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Outline a stroke</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Brushes of other kinds of cells</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Ctrl + click</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Delete a cell</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Edit cells: drag</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Split a cell</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Edit cells: Shift + click</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Merge two cells</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Cancel the stroke</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Keyboard shortcuts</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>About Sketchpose</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Licences…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Graphics card</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The text of this licence does not come with the part; its name is above.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Part</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Version</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Licence</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Licences</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The file does not say.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The file says {size} µm.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pixel size</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>How wide is one pixel of {name}? {says} Areas and lengths are given in micrometres as soon as this is known.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Distance of two slices</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Unit</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>For all %n images of the project</source>
            <extracomment>For one: For the one image of the project</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>Leave it empty to use what the file says.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>not known</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>One pixel is</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Slices lie apart by</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The program is tried out beside this window: about a quarter of a minute.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Everything works.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Cancelled.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The check ended without a result (exit code {code}): copy the report for help.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Check this installation</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Copy report</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Cancel</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This does not work: {checks}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Close</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Copied</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The check cannot be started: {error}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>User guide</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Sections of the user guide</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Return to the beginning of the user guide</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>What was learned so far is replaced by what you choose here. Your strokes stay, and learning goes on from there with them.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Drop a file here</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Its network is larger: learning, and finding cells, takes several times as long.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Reading {name}…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>&lt;b&gt;Sketchpose:&lt;/b&gt; what &lt;i&gt;Learning, Save what was learned&lt;/i&gt; has saved, or the folder &lt;i&gt;weights&lt;/i&gt; of another project.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>&lt;b&gt;Omnipose, and Cellpose up to version 3:&lt;/b&gt; the models they have downloaded, such as cyto3, nucleitorch_0 or bact_phase_omnitorch_0, are in the folder &lt;i&gt;.cellpose/models&lt;/i&gt; in your home folder. Those you have trained are in the folder &lt;i&gt;models&lt;/i&gt; beside your own images.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>&lt;b&gt;Not readable:&lt;/b&gt; Cellpose-SAM (Cellpose 4), models for volumes, and the files &lt;i&gt;size_….npy&lt;/i&gt;.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Sketchpose's own</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Knows many kinds of cells: the best start for most images.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Nothing</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Learns only from your strokes. It takes longer until masks are good.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>A file</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Learned elsewhere: by you in another project, or by another program.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{name}, of {program}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Start learning from</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Choose a file…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>A weights file of Sketchpose, Omnipose or Cellpose</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Start from a file</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Cellpose's folder…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Choose a file in {folder}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Size of the brush  ([ and ])</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Size</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>In exported tables: {column}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Cell</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Number of the cell</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Track</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Number of the cell through all frames</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Kind</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Kind of the cell</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Area</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Area of the cell</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Diameter</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Diameter of a circle of the same area</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Perimeter</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Length of the outline</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Length</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Length of the ellipse that fits best</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Width</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Width of the ellipse that fits best</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Longest extent</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Largest distance between two points of the outline</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Direction</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Angle of the long axis from straight down, counter-clockwise</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Elongation</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Eccentricity of the ellipse: 0 is a circle, near 1 a rod</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Solidity</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Area divided by that of the convex hull: 1 has no dents</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Circularity</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>1 is a circle, less is longer or more ragged</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Middle of the cell, from the left</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Middle of the cell, from the top</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>At edge</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Whether the cell touches the edge of the image</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Brightness</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Mean brightness of the cell's pixels</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Total brightness</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Sum of the brightness of the cell's pixels</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Darkest</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Brightness of its darkest pixel</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Brightest</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Brightness of its brightest pixel</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Brightness spread</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Standard deviation of the brightness of its pixels</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{name}, channel {number}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>yes</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>no</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>From {low} to {high}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Take this filter away</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Take the filter {column} away</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>from</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Cells count from this value; empty: no limit</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>to</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Cells count to this value; empty: no limit</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This image has no such measurement: it leaves out nothing</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>All cells are counted. Hide those that are too small, too ragged or too faint:</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Add filter</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Let only cells within limits count</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Leave out cells at the image's edge</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>They are cut off: their size and shape cannot be measured</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Clear filters</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>All cells are counted again</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Delete hidden cells</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Delete the cells that do not count; can be undone</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>&lt;b&gt;{passed}&lt;/b&gt; of %n cells counted</source>
            <extracomment>For one: &lt;b&gt;{passed}&lt;/b&gt; of %n cell counted</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>Add a filter: {column}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open an image: each cell that is found in it gets a row here.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No cells yet. Draw on a few cells and on the background: the program finds the others, and each gets a row here.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Measuring the cells…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Show hidden cells</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>List and draw cells that do not count, too, in grey</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Copy</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Copy the table, to paste it into a spreadsheet</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>%n rows are copied: paste them into a spreadsheet.</source>
            <extracomment>For one: %n row is copied: paste it into a spreadsheet.</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>Histogram</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Scatter</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Cells</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Kind of plot</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This frame</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Over time</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This slice</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Through depth</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Plots of the cells</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Table of cells</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Select cells in the picture or in the table: they are shown here in all frames.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Measurement over time</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The orange line is the mean of the cells, the band one standard deviation</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pictures of the cell in all frames</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Frame</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Cell {number} in frame {frames}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Cell {number} in slice {frames}</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>%n cells, mean ± SD</source>
            <extracomment>For one: %n cell, mean ± SD</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>Cell {number}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Slice</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Time ({unit})</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>A cell that you drew is found if one mask covers most of it and no other drawn cell.
Cells that only your strokes hold together, not the program, count as missed.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Both your cells found</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>All %n of your cells found</source>
            <extracomment>For one: Your cell is found</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message numerus="yes">
            <source>{found} of your %n cells found</source>
            <extracomment>For one: {found} of your %n cell found</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>Your cell is found</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Your cell is not found</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>%n merged</source>
            <extracomment>For one: %n merged</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message numerus="yes">
            <source>%n missed</source>
            <extracomment>For one: %n missed</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>{percent} % of the newest strokes were right before you drew.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{sentence}, from {seconds} s ago</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Which kind of cells the brush paints</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Images</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Tracks</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Learning</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Show</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Results</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The file does not say what its pages are. The choice is kept for all images of this folder.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>channels</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>frames in time</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>depths</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Scene</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Time</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Depth</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Brightest of all depths</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The maximum over all depths; it has strokes and cells of its own</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>What the pages of the file are</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>%n pages:</source>
            <extracomment>For one: %n page:</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>{axis}, number</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This computer has an NVIDIA graphics card. A GPU edition of Sketchpose exists that uses it.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>How to get it</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Some of these nuclei touch. Draw a short line inside one of them with the blue brush.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Each dashed outline is a cell that was found: a first guess. Press 2 for Background, and draw between the nuclei.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Sketchpose learns from your strokes now. Watch the outlines, and the count on the right.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Is something wrong? Show what is right there: press 3 and draw the line right across, between two nuclei that were merged, or press 1 and draw inside one that was missed.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Press Ctrl+T for the table: the size and shape of every cell. A click on a row shows its cell.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Export… saves masks, tables, and a paragraph for your methods section. Undo (Ctrl+Z) takes back any step, and all that you draw is saved at once. Now open images of your own.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Guided example</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Leave</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>End the guided example; what you drew stays</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Step {number} of {steps}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Done</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Next</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Go on without doing this</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Draw inside a few cells</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Choose Background (key 2) and draw between them</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Watch the masks appear, and draw where they are wrong</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Got it</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Do not show these again</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>cannot be opened</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>%n cells</source>
            <extracomment>For one: %n cell</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>strokes drawn</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>no strokes yet</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Images of the project</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Add images…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Add images to the project</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>{cells} in %n frames</source>
            <extracomment>For one: {cells} in %n frame</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>Remove from project</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Show in folder</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Black below {low}, full above {high}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>More</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>More layers, and the contrast of the image</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Auto</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Contrast without the darkest 0.5 % and the brightest 0.2 %</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Show this channel</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Contrast: {channel}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>edge</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>middle</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Direction to the middle of the cell</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>certain</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>uncertain</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Opacity: {layer}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Contrast</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Start</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Start or pause  (L)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pause</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Draw cells</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Use the brush for cells  (1)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Draw background</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Use the brush for background  (2)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>First guess</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Draw on a cell and on the background to start.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Draw a few cells and some background to improve it.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>It stopped; press Start to go on.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Done: nothing has changed for {seconds} s</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>How wrong the program still is on your strokes, by seconds of learning</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Done: more learning changes nothing</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Time of learning (s)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Mistakes</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Show me where to draw</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Where a stroke helps most  (G)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Paused at {result}</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>%n steps of learning</source>
            <extracomment>For one: %n step of learning</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>Use this tool</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Do it</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Show me</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Do not say this again</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Keep this result: it stays in this row until it is released (right-click it)</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>{cells}, {result}, %n strokes drawn.</source>
            <extracomment>For one: {cells}, {result}, %n stroke drawn.</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>Point at it to see it on the picture; click to go back to it.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Keep this result</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Back to this result</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>It is kept.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Area ({unit}), median {median}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>about</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>cells</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Table and filters…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Every cell measured  (Ctrl+T)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Export…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Masks, counts and measurements  (Ctrl+E)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Number of cells by area</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Area (px²)</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>cells, first guess</source>
            <extracomment>For one: cell, first guess</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message numerus="yes">
            <source>%n hidden by filters</source>
            <extracomment>For one: %n hidden by filters</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>Open images, or try a sample</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open images…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Two minutes on a sample, step by step</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open the sample: {name}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Continue a project</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Draw a few strokes on cells and background. Masks appear while you draw.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>You can also drop files or a folder anywhere in this window.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Samples</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Continue “{name}”</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Details</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>What is done until then stays</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Through time</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Click the same cell in another frame: both are one cell  (Ctrl+J)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Before this frame, the selected cell is another one  (Ctrl+K)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Click the daughters of the selected cell in a later frame  (Ctrl+D)</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>%n cells in {frames}</source>
            <extracomment>For one: %n cell in {frames}</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>Frame {frame}, cell {cell}: {reason}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>jump</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>It moved {value} cell widths since the frame before.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>area × {value}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Its area changed by a factor of {value} since the frame before.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>gap</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>It was not found in {value} before.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>only here</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>It was found in this frame only.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Join…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Cut</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Mark division…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Linking…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Segment all first: {masked} of {frames} have masks.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{linked}. The masks of {frames} have changed: links are updated when they rest.</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>%n frames</source>
            <extracomment>For one: %n frame</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>Axis along which cells are linked</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Link cells</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Follow each cell through all frames  (Ctrl+L)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Doubtful links</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>All {frames} have masks: link their cells.</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>%n divisions</source>
            <extracomment>For one: %n division</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>Previous doubtful link</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Next doubtful link</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Doubtful links: {count}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No doubtful links</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Link again</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>What was learned is saved in {file}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>about {hours} h left</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Segmenting image {number} of {total}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>about {seconds} s left</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>about {minutes} min left</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Looking at the images</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>%n images are segmented.</source>
            <extracomment>For one: %n image is segmented.</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message numerus="yes">
            <source>%n frames are segmented.</source>
            <extracomment>For one: %n frame is segmented.</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>Segment all images again to go on where it was stopped.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Learning waits for your next stroke, or for Start.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This is the first frame: there is none before it.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No cell strokes are drawn on the previous frame.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The cell strokes of the previous frame are drawn here already.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The cell strokes of the previous frame are drawn here: check them, or undo (Ctrl+Z).</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source> (File, Open subfolders, too, looks into them)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>There are no images in {folder}: choose a folder with {kinds} files.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Passed over in {folder}: {files}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Read as parts of a series, not again by themselves: {files}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{file} is not a {formats} image: choose another.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Passed over: {files}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Left out of {file}: {parts}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Learning has failed and was started anew with what was saved last. Everything that you drew is saved.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Learning has failed and could not be started anew. Everything that you drew is saved: press Start to try again, or close Sketchpose and open it again.</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>Exported %n files to {folder}.</source>
            <extracomment>For one: Exported %n file to {folder}.</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>Exporting</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>{files} and %n more</source>
            <extracomment>For one: {files} and %n more</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>Left out: {problems}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open folder</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>These files are there already. Replace them?</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pictures</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Picture with outlines</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The image with its cells on it</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Cells in colours</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Each cell in a colour, on black</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Tables</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Count</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The number of cells of each image; opens in Excel</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Measurements (one row per cell)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Size, shape, position and brightness; one table for each image; opens in Excel</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Measurements of all images in one table</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The same, with the name of the image in each row</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Other programs</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Masks (label image)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>One number for each cell; looks black in some viewers, Fiji shows it</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Outlines for Fiji</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>A ZIP of regions: open it in Fiji, or drop it on its window</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Outlines for QuPath</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Cells with their measurements: File, Import objects from file</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>COCO (for machine learning)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>All images in one file</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>To keep a record</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Text for the methods section</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Sentences and references to paste into a paper</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Your strokes</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>What you drew, as an image</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Network output (distance, flow)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>What the masks are made of; for experts</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Label images in one TIFF (Fiji)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The same number in all frames</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Label images in one OME-TIFF</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>For more than 65 535 cells, too</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This movie, cells linked</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This stack, cells linked</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Tracks (one row per cell and frame)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Position and area of each cell in each frame, and its parent; opens in Excel</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Measurements of tracks</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>First and last frame, path, speed and divisions of each cell; opens in Excel</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Tracks for TrackMate (Fiji)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>An XML file that Fiji opens</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Cell Tracking Challenge</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>A folder with masks and res_track.txt, as its tools read them</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Volumes (one row per cell)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Volume, surface and shape of each cell in three dimensions; opens in Excel</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{file} has changed since it was segmented.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Opening {file}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{file} was changed or replaced after you drew on it: open it and choose what becomes of your strokes.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{file} is a part of another image: see that one.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The strokes drawn on {name} cannot be read, or do not fit its size. The file is kept in the project's folder 'sketches' with a name that ends in .damaged; draw anew, or ask for help.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{name} is no longer the file that you worked on: it was changed, or replaced by another one. Your strokes and masks are kept as they were until you decide what becomes of them.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Red</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Green</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Blue</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Channel {number}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Linking the cells</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{frame} has no masks: segment all images first.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The masks of frame {number} have changed since they were linked: link the cells again, then export.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The masks of slice {number} have changed since they were linked: link the cells again, then export.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The links are being updated: try again in a moment.</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>%n cells linked</source>
            <extracomment>For one: %n cell linked</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message numerus="yes">
            <source>%n doubtful links to look at</source>
            <extracomment>For one: %n doubtful link to look at</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>Packing {file}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Unpacking {file}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The project is packed in {file}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>New project “{project}” with {images}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{images} added to “{project}”.</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>%n images</source>
            <extracomment>For one: %n image</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message numerus="yes">
            <source>%n images are not in their place any more: choose File, Find missing images.</source>
            <extracomment>For one: %n image is not in its place any more: choose File, Find missing images.</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>{project} is open in another window: close it there first.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>These images are in “{project}” already.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Counting the cells of all images</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Measuring the cells in all frames</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Drag across a cell to split it. Shift+click two cells to merge them. Ctrl+click deletes.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Draw on a few cells: a short stroke in each is enough.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Draw on a few cells: none are drawn yet.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This is a first guess. Draw some background so that the program learns from your image.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Now draw some background. If cells fill the whole image, draw the lines between them.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Learning is paused: press Start and masks appear.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Cell edges are unclear: fill one cell right up to its edge, and paint background touching it.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Learning from your strokes: the first masks come in a few seconds. Go on drawing.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No cells found yet. Draw a few more, and the background right next to them.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Not all of your strokes can be learned: check that cell strokes stay inside cells and cross no line between two.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Nothing changes any more: correct what is wrong with a stroke, or export.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Cell {number}: area {area}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Cell {number}: area {area}; hidden by the filters</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>%n cells selected.</source>
            <extracomment>For one: %n cell selected.</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>Double-click with the right button on a cell stroke.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>There are no doubtful links.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Fewer cells than in the first guess: {cells} instead of {before}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Fewer cells than before: {cells} instead of {before}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Back at {result}: {cells}. All strokes are kept; learning goes on with the next one.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>the first guess</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>the result of {time}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Learn on from this result</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Back to the first guess</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Back to the result before</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Undo</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The graphics card has stopped working: Sketchpose computes on the processor until you open it again, which is slower.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The output of the network is in {file}</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>%n slices</source>
            <extracomment>For one: %n slice</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>What was learned is forgotten. Press Start to learn anew.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>What was learned last could not be saved in time: the program goes on with what was saved before. Everything that you drew is saved.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Waiting for strokes</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Paused</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Finished</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Problem</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Segmenting</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>What the program knew before does not fit this image: it learns from your strokes alone now, with {percent} % fewer mistakes.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Now go to another frame and click the same cell there.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Now go to a later frame and click a daughter cell.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Now click the other daughter cell.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Click a cell first, with Move or Edit cells.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Link the cells first: menu Cells, Link cells.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>That cell is in the same frame: go to another one first (Ctrl+PgDown or Ctrl+PgUp).</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Cut: from here on it is cell {number}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Joined: both are cell {number} now.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The division is marked.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Now Shift+click (or Alt+click) the other part of this cell.</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>%n cells deleted.</source>
            <extracomment>For one: %n cell deleted.</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>Accepted: the cell and its edge are drawn now.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Rejected: it is drawn as background now.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Cell deleted.</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>%n hidden cells deleted.</source>
            <extracomment>For one: %n hidden cell deleted.</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>There is no cell here.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>That is the same cell: click another part of it.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Merged into one cell.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>One cell</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Two cells</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Not a cell</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Background</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Are cells {one} and {other} one cell or two?</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>If two, draw the line between them.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Least certain here: is this a cell or background?</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Draw what you see.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Not split: draw right across the cell, and leave both parts large enough.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Split into two cells.</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>Split: %n more cells.</source>
            <extracomment>For one: Split: %n more cell.</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>This stroke joins two cells into one. Are they two? Then undo it, and draw inside one cell at a time.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This line ends inside a cell: draw it right across to split the cell.</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>Your background stroke crosses %n cells. Is that right? It is not learned until then.</source>
            <extracomment>For one: Your background stroke crosses a cell. Is that right? It is not learned until then.</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>Take the stroke back</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>I mean it</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Learn from the stroke</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>File</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Edit</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Draw</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>View</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Help</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open images, in this project or in a new one</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open folder or project…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open subfolders, too</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Whether the images in the subfolders of a folder are opened, too</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Ask each time</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Ask whether opened images join the project</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Opened images</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Add to the open project</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Begin a new project</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Add images to the project…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Strokes on all images of a project are learned from together</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>New project…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Begin a project of its own with the images you choose</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Save project as…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Everything is saved all the time; this puts a copy elsewhere</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pack project…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The whole project in one file</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Find missing images…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Where images are that were moved</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Import masks or strokes…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Label images, _seg.npy files of Cellpose, or a sketch, for the open image</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Export results…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Masks, counts and measurements as files</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Next image</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Previous image</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Next frame</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The next point in time, or depth, of the same file</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Previous frame</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pixel size…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>How large a pixel is</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Remove image from project</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Its file and its strokes stay on the disk</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Show image in its folder</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open the folder with the file of this image</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Print picture…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>What is shown of the image, with masks and scale bar</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Quit</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Take back the last edit</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Redo</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Bring back what was undone</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Copy picture</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>What is shown of the image, with masks and scale bar, to paste elsewhere</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Erase all strokes</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Can be undone</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Select all cells</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Or click cells with Move or Edit cells; Shift+drag selects several</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Merge selected cells</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Make one cell of them; can be undone</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Delete selected cells</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>They are not cells; can be undone</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Delete the cells that the filters leave out; can be undone</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Draw inside cells</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Draw where there is no cell</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Boundary</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Draw the line between cells that touch</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Erase strokes (or hold Alt with any brush)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Accept</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Click a cell that is right: the program learns it</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Reject</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Click a mask that is not a cell: it becomes background</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Edit cells</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Drag across a cell to split it; click a part of a cell, then Shift+click the other to merge them; Ctrl+click to delete</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Move</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Drag the picture (or hold Space with any tool), click a cell to select it</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Kinds of cells…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Several kinds, each with a colour, a brush and a count</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Smaller brush</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Larger brush</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Fill closed loops</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>What a stroke encloses is filled</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Do not paint over strokes</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>New strokes do not paint over old ones</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pen pressure sets the size</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Use the strokes of the previous frame here</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Draw its cell strokes here, moved along with cells that are linked; can be undone</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Follow each cell through all frames of the movie or slices of the stack</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Click the same cell in another frame: both are one cell from then on</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Cut the link before this frame</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>What the cell was in earlier frames is another cell</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The selected cell divides: click its daughters in a later frame</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Go to the next place where a link may be wrong</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Fit to window</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Actual size</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Zoom in</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Zoom out</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Masks</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Outlines</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Strokes</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Cell numbers</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The numbers of the cells, as in the table</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Known from your strokes</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Where your strokes determine how far it is to the cell's edge</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Distance</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>How deep inside a cell the program thinks each pixel lies</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Flow</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Which way the program thinks the middle of the cell lies</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Uncertainty</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Where the program is not sure</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Only the picture</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Hide masks and strokes, and show them again</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Preview box</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Keep the masks in a box up to date first</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Measurements of every cell, plots, and filters</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Full screen</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>System</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Theme</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Light</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Dark</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>As the system</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Used when Sketchpose is opened again</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Language</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>English</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Deutsch</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Start or pause</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Learn from the strokes while you draw</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Go to the place where a stroke helps most</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Segment all images…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Find the cells of all images with what was learned</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Forget what was learned</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Start again from the network that Sketchpose comes with; your strokes stay</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Start learning from…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>What was learned elsewhere, by Omnipose or Cellpose, too</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Save what was learned…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>As a file, for other images and projects</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Learn from all images with strokes</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Stop when nothing changes</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Learning ends when the masks have stayed the same for a while</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>First steps</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Show the three hints again</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Check this installation…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Try out whether everything works on this computer</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>How Sketchpose computes on a graphics card</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open the log file</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Recent projects</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Panels</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Arrow keys move a knob, Space changes to the other one</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The language changes when Sketchpose is opened again.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Tools</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Choose the folder where the images are now</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>%n images found, {missing} still missing.</source>
            <extracomment>For one: %n image found, {missing} still missing.</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>The image file was replaced</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Continue</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>None of these</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The image stays missing</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Find missing images</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Which file is {file}, which was in {folder}? There are several of this name, or its contents are not those that the project remembers.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Find the old {file}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>All images of the project are in their place.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Keep the strokes</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Begin anew</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Strokes and masks are kept in the project's folder, in files that end in .replaced</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Find the old file</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Choose where it is now</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>It is the same picture, saved again</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Strokes and masks stay as they are</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>They fit this picture, too; masks are computed again</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The pictures differ in size: strokes stay at the upper left, and what lies beyond the edge is cut off; masks are computed again</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open a folder of images or a project</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open images</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Add the images to this project, or start a new one?</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Images and packed projects ({kinds});;All files (*)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>New project: choose its images</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Add to “{project}”</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Learning goes on, from the strokes on all of its images</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>New project</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Learning starts from scratch; “{project}” stays as it is</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Remember this (to change it: File, Opened images)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The picture is copied ({size} pixels): paste it.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>x {x}  y {y}   value {values}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>cell {number}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>What was learned (*.safetensors)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Masks (*.tif *.tiff *.png *.npy);;All files (*)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Packed projects (*.sketchpose *.zip)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Save project as (a new folder)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pack project</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Everything of this project in one file, for a colleague or an archive. Open it with File, Open images, or drop it into the window. It is a zip file.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Choose the file…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Masks of this image</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Import masks or strokes</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>What is in {file}?</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Import</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>the image of this project</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>all %n images</source>
            <extracomment>For one: the image of this project</extracomment>
            <translation type="unfinished">
                <numerusform />
                <numerusform />
            </translation>
        </message>
        <message>
            <source>Segment all images</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Find cells in {images} with what has been learned. You can keep drawing; learning pauses, and goes on with your next stroke.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Segment</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Z-stacks: maximum projection only</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Save what was learned</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>All images</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Existing masks are replaced; your corrections are kept</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Only images without masks</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Go on where it was stopped</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>With what was learned when it was begun</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>With its images</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Nothing else is needed to go on with it</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Without images</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Smaller; the colleague has the same images</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>A result to go on with</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>They replace the masks that are shown</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Right, everywhere</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>They become strokes of cells, background and boundaries: it is learned from them. Can be undone.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>0 nothing, 1 background, 2 cell, 3 boundary, as Sketchpose exports them. They are drawn over those that are there. Can be undone.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>None yet</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>CPU</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>GPU</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Apple GPU</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Progress</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Change the pixel size</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Choose the zoom</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Zoom</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>1 px = {size} µm</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pixel size unknown</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Running on: {processor}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Cells are taken to be about {width} px wide</source>
            <translation type="unfinished" />
        </message>
    </context>
</TS>
