<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
    <context>
        <name>Sketchpose</name>
        <message>
            <source>Picture</source>
            <translation>Bild</translation>
        </message>
        <message>
            <source>Preview</source>
            <translation>Vorschau</translation>
        </message>
        <message>
            <source>Close for now; press G to be asked again  (Esc)</source>
            <translation>Vorerst schließen; mit G wird wieder gefragt  (Esc)</translation>
        </message>
        <message>
            <source>Later</source>
            <translation>Später</translation>
        </message>
        <message>
            <source>Where the pointer is in the slice. Click to go to a slice; the wheel steps.</source>
            <translation>An der Stelle des Zeigers in der Ebene. Ein Klick öffnet eine Ebene, das Rad blättert.</translation>
        </message>
        <message>
            <source>Distance between slices: {pixels} px</source>
            <translation>Abstand der Ebenen: {pixels} px</translation>
        </message>
        <message>
            <source>Distance between slices unknown: see File, Pixel size</source>
            <translation>Abstand der Ebenen unbekannt: siehe Datei, Pixelgröße</translation>
        </message>
        <message>
            <source>Section along x and z</source>
            <translation>xz-Schnitt</translation>
        </message>
        <message>
            <source>Section along y and z</source>
            <translation>yz-Schnitt</translation>
        </message>
        <message>
            <source>Sketchpose ended unexpectedly last time; what you drew is saved. If this happens again, Help, Check this installation, tells whether something is missing.</source>
            <translation>Sketchpose wurde beim letzten Mal unerwartet beendet; alles Gezeichnete ist gespeichert. Falls das wieder vorkommt: Hilfe, Installation prüfen, zeigt, ob etwas fehlt.</translation>
        </message>
        <message>
            <source>Something went wrong inside Sketchpose; what you drew is saved. ({name})</source>
            <translation>In Sketchpose ist etwas schiefgegangen; alles Gezeichnete ist gespeichert. ({name})</translation>
        </message>
        <message numerus="yes">
            <source>{sentence} and %n more</source>
            <extracomment>For one: {sentence} and %n more</extracomment>
            <translation>
                <numerusform>{sentence} und %n weitere</numerusform>
                <numerusform>{sentence} und %n weitere</numerusform>
            </translation>
        </message>
        <message>
            <source>Touching nuclei</source>
            <translation>Dicht liegende Kerne</translation>
        </message>
        <message>
            <source>Small nuclei</source>
            <translation>Kleine Zellkerne</translation>
        </message>
        <message>
            <source>Plant tissue</source>
            <translation>Pflanzengewebe</translation>
        </message>
        <message>
            <source>Nuclei in 3D</source>
            <translation>Zellkerne in 3D</translation>
        </message>
        <message>
            <source>Give each kind of cells a name and a colour. Each gets a brush of its own (keys 1, 4, 5, …): draw some cells of each kind, and the program tells the others apart.</source>
            <translation>Jeder Zellart einen Namen und eine Farbe geben. Jede bekommt einen eigenen Pinsel (Tasten 1, 4, 5, …): einige Zellen jeder Art zeichnen, und das Programm unterscheidet die übrigen.</translation>
        </message>
        <message>
            <source>Kinds of cells</source>
            <translation>Zellarten</translation>
        </message>
        <message>
            <source>Use</source>
            <translation>Übernehmen</translation>
        </message>
        <message>
            <source>Add a kind</source>
            <translation>Art hinzufügen</translation>
        </message>
        <message>
            <source>Name of the kind of cells</source>
            <translation>Name der Zellart</translation>
        </message>
        <message>
            <source>Choose the colour</source>
            <translation>Farbe wählen</translation>
        </message>
        <message>
            <source>Colour of {name}</source>
            <translation>Farbe von {name}</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>Entfernen</translation>
        </message>
        <message>
            <source>Only the last kind can be taken away, and only before it is drawn</source>
            <translation>Nur die letzte Art lässt sich entfernen, und nur solange nichts davon gezeichnet ist</translation>
        </message>
        <message>
            <source>Colour</source>
            <translation>Farbe</translation>
        </message>
        <message>
            <source>Kind {number}</source>
            <translation>Zellart {number}</translation>
        </message>
        <message>
            <source>1.5   (comma between columns: R, Python, English Excel)</source>
            <translation>1.5   (Komma zwischen Spalten: R, Python, englisches Excel)</translation>
        </message>
        <message>
            <source>1,5   (semicolon between columns: Excel with decimal commas)</source>
            <translation>1,5   (Semikolon zwischen Spalten: Excel mit Dezimalkomma)</translation>
        </message>
        <message>
            <source>Export results</source>
            <translation>Ergebnisse exportieren</translation>
        </message>
        <message>
            <source>Folder of the exported files</source>
            <translation>Ordner der exportierten Dateien</translation>
        </message>
        <message>
            <source>Open the folder afterwards</source>
            <translation>Ordner danach öffnen</translation>
        </message>
        <message>
            <source>Separators in tables</source>
            <translation>Trennzeichen in Tabellen</translation>
        </message>
        <message>
            <source>All images of the project</source>
            <translation>Alle Bilder des Projekts</translation>
        </message>
        <message>
            <source>Choose…</source>
            <translation>Wählen…</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>Exportieren</translation>
        </message>
        <message>
            <source>This frame</source>
            <translation>Dieses Einzelbild</translation>
        </message>
        <message>
            <source>This image</source>
            <translation>Dieses Bild</translation>
        </message>
        <message numerus="yes">
            <source>All %n frames</source>
            <extracomment>For one: The one frame</extracomment>
            <translation>
                <numerusform>Das eine Einzelbild</numerusform>
                <numerusform>Alle %n Einzelbilder</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>All %n images of the project</source>
            <extracomment>For one: The one image of the project</extracomment>
            <translation>
                <numerusform>Das eine Bild des Projekts</numerusform>
                <numerusform>Alle %n Bilder des Projekts</numerusform>
            </translation>
        </message>
        <message>
            <source>Numbers in tables</source>
            <translation>Zahlen in Tabellen</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>Ordner</translation>
        </message>
        <message>
            <source>Export to</source>
            <translation>Exportieren nach</translation>
        </message>
        <message>
            <source>&lt;p&gt;Sketchpose computes on the processor, which is enough for most images, and on Apple's graphics, where a Mac has them. The bottom of the window says on which.&lt;/p&gt;&lt;p&gt;For NVIDIA graphics cards there is a GPU edition that learns and segments on it. It is several gigabytes large. There are two ways to get it:&lt;/p&gt;&lt;ul&gt;&lt;li&gt;Download the package with “gpu” in its name, from the page with Sketchpose's releases, and unpack it.&lt;/li&gt;&lt;li&gt;Installed with pip, install PyTorch with CUDA in place of the one that is there: &lt;code&gt;pip install --force-reinstall "torch&amp;lt;2.14" --index-url https://download.pytorch.org/whl/cu130&lt;/code&gt;&lt;/li&gt;&lt;/ul&gt;&lt;p&gt;Nothing is downloaded by itself, and your projects and settings stay as they are. If the card's memory is too small, Sketchpose goes on with less, or on the processor.&lt;/p&gt;</source>
            <translation>&lt;p&gt;Sketchpose rechnet auf dem Prozessor, was für die meisten Bilder genügt, und auf der Grafikeinheit von Apple, wenn der Mac eine hat. Unten im Fenster steht, worauf.&lt;/p&gt;&lt;p&gt;Für eine Grafikkarte von NVIDIA gibt es eine GPU-Ausgabe, die darauf lernt und segmentiert. Sie ist mehrere Gigabyte groß. Es gibt zwei Wege zu ihr:&lt;/p&gt;&lt;ul&gt;&lt;li&gt;Das Paket mit „gpu“ im Namen von der Seite mit den Veröffentlichungen von Sketchpose herunterladen und entpacken.&lt;/li&gt;&lt;li&gt;Bei einer Installation mit pip: PyTorch mit CUDA anstelle des vorhandenen installieren: &lt;code&gt;pip install --force-reinstall "torch&amp;lt;2.14" --index-url https://download.pytorch.org/whl/cu130&lt;/code&gt;&lt;/li&gt;&lt;/ul&gt;&lt;p&gt;Von selbst wird nichts heruntergeladen, und Projekte und Einstellungen bleiben, wie sie sind. Ist der Speicher der Karte zu klein, rechnet Sketchpose mit weniger weiter, oder auf dem Prozessor.&lt;/p&gt;</translation>
        </message>
        <message>
            <source>&lt;p&gt;A few brush strokes become trustworthy instance masks.&lt;/p&gt;&lt;p&gt;The method: Cazorla, Munier, Morin, Weiss, &lt;i&gt;Sketchpose: learning to segment cells with partial annotations&lt;/i&gt;, MELBA 2025.&lt;/p&gt;&lt;p&gt;Newer versions are on the page from which you downloaded this one. Sketchpose does not look for them: it never uses the internet.&lt;/p&gt;</source>
            <translation>&lt;p&gt;Aus ein paar Pinselstrichen werden verlässliche Masken einzelner Zellen.&lt;/p&gt;&lt;p&gt;Die Methode: Cazorla, Munier, Morin, Weiss, &lt;i&gt;Sketchpose: learning to segment cells with partial annotations&lt;/i&gt;, MELBA 2025.&lt;/p&gt;&lt;p&gt;Neuere Versionen gibt es auf der Seite, von der diese heruntergeladen wurde. Sketchpose sucht nicht danach: Es benutzt nie das Internet.&lt;/p&gt;</translation>
        </message>
        <message>
            <source>&lt;p&gt;BSD 3-Clause Licence. It is built on PyTorch, Qt and PySide6 (LGPL), NumPy, SciPy, scikit-image and other free software, listed under Licences.&lt;/p&gt;</source>
            <translation>&lt;p&gt;BSD-3-Clause-Lizenz. Sketchpose beruht auf PyTorch, Qt und PySide6 (LGPL), NumPy, SciPy, scikit-image und anderer freier Software; alle stehen unter Lizenzen.&lt;/p&gt;</translation>
        </message>
        <message>
            <source>Wheel</source>
            <translation>Mausrad</translation>
        </message>
        <message>
            <source>Zoom at the cursor</source>
            <translation>Am Mauszeiger zoomen</translation>
        </message>
        <message>
            <source>Space + drag</source>
            <translation>Leertaste + Ziehen</translation>
        </message>
        <message>
            <source>Move the picture</source>
            <translation>Bild verschieben</translation>
        </message>
        <message>
            <source>Ctrl + wheel</source>
            <translation>Strg + Mausrad</translation>
        </message>
        <message>
            <source>Size of the brush</source>
            <translation>Pinselgröße</translation>
        </message>
        <message>
            <source>Alt while drawing</source>
            <translation>Alt beim Zeichnen</translation>
        </message>
        <message>
            <source>Erase</source>
            <translation>Radieren</translation>
        </message>
        <message>
            <source>Right double-click</source>
            <translation>Rechter Doppelklick</translation>
        </message>
        <message>
            <source>Outline a stroke</source>
            <translation>Strich umranden</translation>
        </message>
        <message>
            <source>Brushes of other kinds of cells</source>
            <translation>Pinsel anderer Zellarten</translation>
        </message>
        <message>
            <source>Ctrl + click</source>
            <translation>Strg + Klick</translation>
        </message>
        <message>
            <source>Delete a cell</source>
            <translation>Zelle löschen</translation>
        </message>
        <message>
            <source>Edit cells: drag</source>
            <translation>Bearbeiten: Ziehen</translation>
        </message>
        <message>
            <source>Split a cell</source>
            <translation>Zelle teilen</translation>
        </message>
        <message>
            <source>Edit cells: Shift + click</source>
            <translation>Bearbeiten: Umschalt + Klick</translation>
        </message>
        <message>
            <source>Merge two cells</source>
            <translation>Zwei Zellen verbinden</translation>
        </message>
        <message>
            <source>Cancel the stroke</source>
            <translation>Strich abbrechen</translation>
        </message>
        <message>
            <source>Keyboard shortcuts</source>
            <translation>Tastenkürzel</translation>
        </message>
        <message>
            <source>About Sketchpose</source>
            <translation>Über Sketchpose</translation>
        </message>
        <message>
            <source>Licences…</source>
            <translation>Lizenzen…</translation>
        </message>
        <message>
            <source>Graphics card</source>
            <translation>Grafikkarte</translation>
        </message>
        <message>
            <source>or</source>
            <translation>oder</translation>
        </message>
        <message>
            <source>The text of this licence does not come with the part; its name is above.</source>
            <translation>Der Text dieser Lizenz liegt dem Bestandteil nicht bei; ihr Name steht oben.</translation>
        </message>
        <message>
            <source>Part</source>
            <translation>Bestandteil</translation>
        </message>
        <message>
            <source>Version</source>
            <translation>Version</translation>
        </message>
        <message>
            <source>Licence</source>
            <translation>Lizenz</translation>
        </message>
        <message>
            <source>Licences</source>
            <translation>Lizenzen</translation>
        </message>
        <message>
            <source>The file does not say.</source>
            <translation>In der Datei steht nichts dazu.</translation>
        </message>
        <message>
            <source>The file says {size} µm.</source>
            <translation>Laut Datei {size} µm.</translation>
        </message>
        <message>
            <source>Pixel size</source>
            <translation>Pixelgröße</translation>
        </message>
        <message>
            <source>How wide is one pixel of {name}? {says} Areas and lengths are given in micrometres as soon as this is known.</source>
            <translation>Wie breit ist ein Pixel von {name}? {says} Sobald das bekannt ist, werden Flächen und Längen in Mikrometern angegeben.</translation>
        </message>
        <message>
            <source>Distance between slices</source>
            <translation>Abstand der Ebenen</translation>
        </message>
        <message>
            <source>Unit</source>
            <translation>Einheit</translation>
        </message>
        <message numerus="yes">
            <source>For all %n images of the project</source>
            <extracomment>For one: For the one image of the project</extracomment>
            <translation>
                <numerusform>Für das eine Bild des Projekts</numerusform>
                <numerusform>Für alle %n Bilder des Projekts</numerusform>
            </translation>
        </message>
        <message>
            <source>Leave it empty to use what the file says.</source>
            <translation>Leer lassen, um den Wert der Datei zu verwenden.</translation>
        </message>
        <message>
            <source>not known</source>
            <translation>unbekannt</translation>
        </message>
        <message>
            <source>One pixel is</source>
            <translation>Ein Pixel ist</translation>
        </message>
        <message>
            <source>The program is tried out beside this window: about a quarter of a minute.</source>
            <translation>Das Programm wird neben diesem Fenster ausprobiert: etwa eine Viertelminute.</translation>
        </message>
        <message>
            <source>Everything works.</source>
            <translation>Alles funktioniert.</translation>
        </message>
        <message>
            <source>Cancelled.</source>
            <translation>Abgebrochen.</translation>
        </message>
        <message>
            <source>The check ended without a result (exit code {code}): copy the report for help.</source>
            <translation>Die Prüfung endete ohne Ergebnis (Code {code}): den Bericht kopieren, um Hilfe zu bekommen.</translation>
        </message>
        <message>
            <source>Check this installation</source>
            <translation>Installation prüfen</translation>
        </message>
        <message>
            <source>Copy report</source>
            <translation>Bericht kopieren</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <source>This does not work: {checks}</source>
            <translation>Das funktioniert nicht: {checks}</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>Schließen</translation>
        </message>
        <message>
            <source>Copied</source>
            <translation>Kopiert</translation>
        </message>
        <message>
            <source>The check cannot be started: {error}.</source>
            <translation>Die Prüfung lässt sich nicht starten: {error}.</translation>
        </message>
        <message>
            <source>User guide</source>
            <translation>Handbuch (englisch)</translation>
        </message>
        <message>
            <source>Sections of the user guide</source>
            <translation>Abschnitte des Handbuchs</translation>
        </message>
        <message>
            <source>Back to the beginning</source>
            <translation>Zurück zum Anfang</translation>
        </message>
        <message>
            <source>Return to the beginning of the user guide</source>
            <translation>Zum Anfang des Handbuchs</translation>
        </message>
        <message>
            <source>What was learned so far is replaced by what you choose here. Your strokes stay, and learning goes on from there with them.</source>
            <translation>Was bisher gelernt wurde, wird durch die Auswahl hier ersetzt. Die Striche bleiben, und das Lernen geht von dort aus mit ihnen weiter.</translation>
        </message>
        <message>
            <source>Drop a file here</source>
            <translation>Datei hier ablegen</translation>
        </message>
        <message>
            <source>Its network is larger: learning, and finding cells, takes several times as long.</source>
            <translation>Das Netz ist größer: Lernen und Zellensuche dauern mehrmals so lange.</translation>
        </message>
        <message>
            <source>Reading {name}…</source>
            <translation>{name} wird gelesen…</translation>
        </message>
        <message>
            <source>&lt;b&gt;Sketchpose:&lt;/b&gt; what &lt;i&gt;Learning, Save what was learned&lt;/i&gt; has saved, or the folder &lt;i&gt;weights&lt;/i&gt; of another project.</source>
            <translation>&lt;b&gt;Sketchpose:&lt;/b&gt; was mit &lt;i&gt;Lernen, Gelerntes speichern&lt;/i&gt; gespeichert wurde, oder der Ordner &lt;i&gt;weights&lt;/i&gt; eines anderen Projekts.</translation>
        </message>
        <message>
            <source>&lt;b&gt;Omnipose, and Cellpose up to version 3:&lt;/b&gt; the models they have downloaded, such as cyto3, nucleitorch_0 or bact_phase_omnitorch_0, are in the folder &lt;i&gt;.cellpose/models&lt;/i&gt; in your home folder. Those you have trained are in the folder &lt;i&gt;models&lt;/i&gt; beside your own images.</source>
            <translation>&lt;b&gt;Omnipose, und Cellpose bis Version 3:&lt;/b&gt; die heruntergeladenen Modelle, etwa cyto3, nucleitorch_0 oder bact_phase_omnitorch_0, liegen im Ordner &lt;i&gt;.cellpose/models&lt;/i&gt; im persönlichen Ordner. Selbst trainierte liegen im Ordner &lt;i&gt;models&lt;/i&gt; neben den eigenen Bildern.</translation>
        </message>
        <message>
            <source>&lt;b&gt;Not readable:&lt;/b&gt; Cellpose-SAM (Cellpose 4), models for volumes, and the files &lt;i&gt;size_….npy&lt;/i&gt;.</source>
            <translation>&lt;b&gt;Nicht lesbar:&lt;/b&gt; Cellpose-SAM (Cellpose 4), Modelle für Volumen und die Dateien &lt;i&gt;size_….npy&lt;/i&gt;.</translation>
        </message>
        <message>
            <source>Sketchpose's own</source>
            <translation>Das Netz von Sketchpose</translation>
        </message>
        <message>
            <source>Knows many kinds of cells: the best start for most images.</source>
            <translation>Kennt viele Arten von Zellen: für die meisten Bilder der beste Anfang.</translation>
        </message>
        <message>
            <source>Nothing</source>
            <translation>Nichts</translation>
        </message>
        <message>
            <source>Learns only from your strokes. It takes longer until masks are good.</source>
            <translation>Lernt nur aus den eigenen Strichen. Es dauert länger, bis die Masken gut sind.</translation>
        </message>
        <message>
            <source>A file</source>
            <translation>Eine Datei</translation>
        </message>
        <message>
            <source>Learned elsewhere: by you in another project, or by another program.</source>
            <translation>Anderswo gelernt: in einem anderen Projekt oder von einem anderen Programm.</translation>
        </message>
        <message>
            <source>{name}, of {program}.</source>
            <translation>{name}, von {program}.</translation>
        </message>
        <message>
            <source>Start learning from</source>
            <translation>Lernen beginnen mit</translation>
        </message>
        <message>
            <source>Choose a file…</source>
            <translation>Datei wählen…</translation>
        </message>
        <message>
            <source>A weights file of Sketchpose, Omnipose or Cellpose</source>
            <translation>Eine Gewichtsdatei von Sketchpose, Omnipose oder Cellpose</translation>
        </message>
        <message>
            <source>Start from a file</source>
            <translation>Mit einer Datei beginnen</translation>
        </message>
        <message>
            <source>Cellpose's folder…</source>
            <translation>Ordner von Cellpose…</translation>
        </message>
        <message>
            <source>Choose a file in {folder}</source>
            <translation>Datei in {folder} wählen</translation>
        </message>
        <message>
            <source>Size of the brush  ([ and ])</source>
            <translation>Pinselgröße  ([ und ])</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>Größe</translation>
        </message>
        <message>
            <source>In exported tables: {column}</source>
            <translation>In exportierten Tabellen: {column}</translation>
        </message>
        <message>
            <source>Cell</source>
            <translation>Zelle</translation>
        </message>
        <message>
            <source>Number of the cell</source>
            <translation>Nummer der Zelle</translation>
        </message>
        <message>
            <source>Track</source>
            <translation>Spur</translation>
        </message>
        <message>
            <source>Number of the cell through all frames</source>
            <translation>Nummer der Zelle in allen Einzelbildern</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>Art</translation>
        </message>
        <message>
            <source>Kind of the cell</source>
            <translation>Art der Zelle</translation>
        </message>
        <message>
            <source>Area</source>
            <translation>Fläche</translation>
        </message>
        <message>
            <source>Area of the cell</source>
            <translation>Fläche der Zelle</translation>
        </message>
        <message>
            <source>Diameter</source>
            <translation>Durchmesser</translation>
        </message>
        <message>
            <source>Diameter of a circle of the same area</source>
            <translation>Durchmesser eines Kreises mit derselben Fläche</translation>
        </message>
        <message>
            <source>Perimeter</source>
            <translation>Umfang</translation>
        </message>
        <message>
            <source>Length of the outline</source>
            <translation>Länge des Umrisses</translation>
        </message>
        <message>
            <source>Length</source>
            <translation>Länge</translation>
        </message>
        <message>
            <source>Length of the ellipse that fits best</source>
            <translation>Länge der Ellipse, die am besten passt</translation>
        </message>
        <message>
            <source>Width</source>
            <translation>Breite</translation>
        </message>
        <message>
            <source>Width of the ellipse that fits best</source>
            <translation>Breite der Ellipse, die am besten passt</translation>
        </message>
        <message>
            <source>Longest extent</source>
            <translation>Größte Ausdehnung</translation>
        </message>
        <message>
            <source>Largest distance between two points of the outline</source>
            <translation>Größter Abstand zweier Punkte des Umrisses</translation>
        </message>
        <message>
            <source>Direction</source>
            <translation>Richtung</translation>
        </message>
        <message>
            <source>Angle of the long axis from straight down, counter-clockwise</source>
            <translation>Winkel der langen Achse zur Senkrechten nach unten, gegen den Uhrzeigersinn</translation>
        </message>
        <message>
            <source>Elongation</source>
            <translation>Streckung</translation>
        </message>
        <message>
            <source>Eccentricity of the ellipse: 0 is a circle, near 1 a rod</source>
            <translation>Exzentrizität der Ellipse: 0 ist ein Kreis, nahe 1 ein Stäbchen</translation>
        </message>
        <message>
            <source>Solidity</source>
            <translation>Solidität</translation>
        </message>
        <message>
            <source>Area divided by that of the convex hull: 1 has no dents</source>
            <translation>Fläche geteilt durch die der konvexen Hülle: 1 hat keine Dellen</translation>
        </message>
        <message>
            <source>Circularity</source>
            <translation>Rundheit</translation>
        </message>
        <message>
            <source>1 is a circle, less is longer or more ragged</source>
            <translation>1 ist ein Kreis, weniger ist länger oder zerklüfteter</translation>
        </message>
        <message>
            <source>Middle of the cell, from the left</source>
            <translation>Mitte der Zelle, von links</translation>
        </message>
        <message>
            <source>Middle of the cell, from the top</source>
            <translation>Mitte der Zelle, von oben</translation>
        </message>
        <message>
            <source>At edge</source>
            <translation>Am Rand</translation>
        </message>
        <message>
            <source>Whether the cell touches the edge of the image</source>
            <translation>Ob die Zelle den Rand des Bildes berührt</translation>
        </message>
        <message>
            <source>Brightness</source>
            <translation>Helligkeit</translation>
        </message>
        <message>
            <source>Mean brightness of the cell's pixels</source>
            <translation>Mittlere Helligkeit der Pixel der Zelle</translation>
        </message>
        <message>
            <source>Total brightness</source>
            <translation>Gesamthelligkeit</translation>
        </message>
        <message>
            <source>Sum of the brightness of the cell's pixels</source>
            <translation>Summe der Helligkeit der Pixel der Zelle</translation>
        </message>
        <message>
            <source>Darkest</source>
            <translation>Min. Helligkeit</translation>
        </message>
        <message>
            <source>Brightness of its darkest pixel</source>
            <translation>Helligkeit ihres dunkelsten Pixels</translation>
        </message>
        <message>
            <source>Brightest</source>
            <translation>Max. Helligkeit</translation>
        </message>
        <message>
            <source>Brightness of its brightest pixel</source>
            <translation>Helligkeit ihres hellsten Pixels</translation>
        </message>
        <message>
            <source>Brightness spread</source>
            <translation>Streuung der Helligkeit</translation>
        </message>
        <message>
            <source>Standard deviation of the brightness of its pixels</source>
            <translation>Standardabweichung der Helligkeit ihrer Pixel</translation>
        </message>
        <message>
            <source>{name}, channel {number}</source>
            <translation>{name}, Kanal {number}</translation>
        </message>
        <message>
            <source>yes</source>
            <translation>ja</translation>
        </message>
        <message>
            <source>no</source>
            <translation>nein</translation>
        </message>
        <message>
            <source>From {low} to {high}</source>
            <translation>Von {low} bis {high}</translation>
        </message>
        <message>
            <source>Remove this filter</source>
            <translation>Diesen Filter entfernen</translation>
        </message>
        <message>
            <source>Remove the filter {column}</source>
            <translation>Filter {column} entfernen</translation>
        </message>
        <message>
            <source>from</source>
            <translation>von</translation>
        </message>
        <message>
            <source>Cells count from this value; empty: no limit</source>
            <translation>Kleinster Wert, der zählt; leer: kein Grenzwert</translation>
        </message>
        <message>
            <source>to</source>
            <translation>bis</translation>
        </message>
        <message>
            <source>Cells count to this value; empty: no limit</source>
            <translation>Größter Wert, der zählt; leer: kein Grenzwert</translation>
        </message>
        <message>
            <source>This image has no such measurement: it leaves out nothing</source>
            <translation>Dieses Bild hat diese Messgröße nicht: der Filter lässt nichts weg</translation>
        </message>
        <message>
            <source>All cells are counted. Hide those that are too small, too ragged or too faint:</source>
            <translation>Alle Zellen werden gezählt. Ausblenden, was zu klein, zu zerklüftet oder zu schwach ist:</translation>
        </message>
        <message>
            <source>Add filter</source>
            <translation>Neuer Filter</translation>
        </message>
        <message>
            <source>Let only cells within limits count</source>
            <translation>Nur Zellen zählen, deren Werte innerhalb der Grenzwerte liegen</translation>
        </message>
        <message>
            <source>Leave out cells at the image's edge</source>
            <translation>Zellen am Bildrand weglassen</translation>
        </message>
        <message>
            <source>They are cut off: their size and shape cannot be measured</source>
            <translation>Sie sind abgeschnitten: Größe und Form lassen sich nicht messen</translation>
        </message>
        <message>
            <source>Clear filters</source>
            <translation>Filter löschen</translation>
        </message>
        <message>
            <source>All cells are counted again</source>
            <translation>Alle Zellen zählen wieder</translation>
        </message>
        <message>
            <source>Delete hidden cells</source>
            <translation>Ausgeblendete löschen</translation>
        </message>
        <message>
            <source>Delete the cells that do not count; can be undone</source>
            <translation>Zellen löschen, die nicht zählen; lässt sich rückgängig machen</translation>
        </message>
        <message numerus="yes">
            <source>&lt;b&gt;{passed}&lt;/b&gt; of %n cells counted</source>
            <extracomment>For one: &lt;b&gt;{passed}&lt;/b&gt; of %n cell counted</extracomment>
            <translation>
                <numerusform>&lt;b&gt;{passed}&lt;/b&gt; von %n Zelle zählt</numerusform>
                <numerusform>&lt;b&gt;{passed}&lt;/b&gt; von %n Zellen zählen</numerusform>
            </translation>
        </message>
        <message>
            <source>Filters count for all images of the project.</source>
            <translation>Filter gelten für alle Bilder des Projekts.</translation>
        </message>
        <message>
            <source>Add a filter: {column}</source>
            <translation>Filter hinzufügen: {column}</translation>
        </message>
        <message>
            <source>Open an image: each cell that is found in it gets a row here.</source>
            <translation>Ein Bild öffnen: Jede Zelle, die darin gefunden wird, bekommt hier eine Zeile.</translation>
        </message>
        <message>
            <source>No cells yet. Draw on a few cells and on the background: the program finds the others, and each gets a row here.</source>
            <translation>Noch keine Zellen. Auf einige Zellen und auf den Hintergrund zeichnen: Das Programm findet die übrigen, und jede bekommt hier eine Zeile.</translation>
        </message>
        <message>
            <source>Measuring the cells…</source>
            <translation>Zellen werden gemessen…</translation>
        </message>
        <message>
            <source>Show hidden cells</source>
            <translation>Ausgeblendete zeigen</translation>
        </message>
        <message>
            <source>List and draw cells that do not count, too, in grey</source>
            <translation>Auch Zellen, die nicht zählen, auflisten und einzeichnen, in Grau</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>Kopieren</translation>
        </message>
        <message>
            <source>Copy the table, to paste it into a spreadsheet</source>
            <translation>Tabelle kopieren, um sie in eine Tabellenkalkulation einzufügen</translation>
        </message>
        <message numerus="yes">
            <source>%n rows are copied: paste them into a spreadsheet.</source>
            <extracomment>For one: %n row is copied: paste it into a spreadsheet.</extracomment>
            <translation>
                <numerusform>%n Zeile ist kopiert: in eine Tabellenkalkulation einfügen.</numerusform>
                <numerusform>%n Zeilen sind kopiert: in eine Tabellenkalkulation einfügen.</numerusform>
            </translation>
        </message>
        <message>
            <source>Histogram</source>
            <translation>Histogramm</translation>
        </message>
        <message>
            <source>Scatter</source>
            <translation>Streudiagramm</translation>
        </message>
        <message>
            <source>Cells</source>
            <translation>Zellen</translation>
        </message>
        <message>
            <source>Kind of plot</source>
            <translation>Art des Diagramms</translation>
        </message>
        <message>
            <source>Over time</source>
            <translation>Zeitverlauf</translation>
        </message>
        <message>
            <source>This slice</source>
            <translation>Diese Ebene</translation>
        </message>
        <message>
            <source>Through depth</source>
            <translation>Über die Tiefe</translation>
        </message>
        <message>
            <source>Plots of the cells</source>
            <translation>Diagramme der Zellen</translation>
        </message>
        <message>
            <source>Table of cells</source>
            <translation>Zellentabelle</translation>
        </message>
        <message>
            <source>Select cells in the picture or in the table: they are shown here in all frames.</source>
            <translation>Zellen im Bild oder in der Tabelle auswählen: Hier erscheinen sie in allen Einzelbildern.</translation>
        </message>
        <message>
            <source>Measurement over time</source>
            <translation>Messgröße im Zeitverlauf</translation>
        </message>
        <message>
            <source>The orange line is the mean of the cells, the band one standard deviation</source>
            <translation>Die orangefarbene Linie ist der Mittelwert der Zellen, das Band eine Standardabweichung</translation>
        </message>
        <message>
            <source>Pictures of the cell in all frames</source>
            <translation>Bilder der Zelle in allen Einzelbildern</translation>
        </message>
        <message>
            <source>Frame</source>
            <translation>Einzelbild</translation>
        </message>
        <message>
            <source>Cell {number} in frame {frames}</source>
            <translation>Zelle {number} in Einzelbild {frames}</translation>
        </message>
        <message>
            <source>Cell {number} in slice {frames}</source>
            <translation>Zelle {number} in Ebene {frames}</translation>
        </message>
        <message numerus="yes">
            <source>%n cells, mean ± SD</source>
            <extracomment>For one: %n cell, mean ± SD</extracomment>
            <translation>
                <numerusform>%n Zelle, Mittelwert ± SD</numerusform>
                <numerusform>%n Zellen, Mittelwert ± SD</numerusform>
            </translation>
        </message>
        <message>
            <source>Cell {number}</source>
            <translation>Zelle {number}</translation>
        </message>
        <message>
            <source>Slice</source>
            <translation>Ebene</translation>
        </message>
        <message>
            <source>Time ({unit})</source>
            <translation>Zeit ({unit})</translation>
        </message>
        <message>
            <source>A cell that you drew is found if one mask covers most of it and no other drawn cell.
Cells that only your strokes hold together, not the program, count as missed,
and cells that you filled as partly covered if the program sees less than half of them.</source>
            <translation>Eine gezeichnete Zelle ist gefunden, wenn eine Maske den größten Teil von ihr bedeckt und keine andere gezeichnete Zelle.
Zellen, die nur durch die Striche zusammenhalten, nicht durch das Programm, gelten als übersehen,
und ausgemalte Zellen, von denen das Programm weniger als die Hälfte sieht, als nur zum Teil bedeckt.</translation>
        </message>
        <message>
            <source>Your cell is not found: paint all of it, up to its edge</source>
            <translation>Die gezeichnete Zelle ist nicht gefunden: ganz ausmalen, bis zum Rand</translation>
        </message>
        <message>
            <source>Both your cells found</source>
            <translation>Beide gezeichneten Zellen gefunden</translation>
        </message>
        <message numerus="yes">
            <source>All %n of your cells found</source>
            <extracomment>For one: Your cell is found</extracomment>
            <translation>
                <numerusform>Die gezeichnete Zelle ist gefunden</numerusform>
                <numerusform>Alle %n gezeichneten Zellen gefunden</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{found} of your %n cells found</source>
            <extracomment>For one: {found} of your %n cell found</extracomment>
            <translation>
                <numerusform>{found} von %n gezeichneten Zelle gefunden</numerusform>
                <numerusform>{found} von %n gezeichneten Zellen gefunden</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n taken for another kind</source>
            <extracomment>For one: %n taken for another kind</extracomment>
            <translation>
                <numerusform>%n für eine andere Zellart gehalten</numerusform>
                <numerusform>%n für eine andere Zellart gehalten</numerusform>
            </translation>
        </message>
        <message>
            <source>Your cell is only partly covered</source>
            <translation>Die gezeichnete Zelle ist nur zum Teil bedeckt</translation>
        </message>
        <message>
            <source>Your cell is found</source>
            <translation>Die gezeichnete Zelle ist gefunden</translation>
        </message>
        <message numerus="yes">
            <source>%n merged</source>
            <extracomment>For one: %n merged</extracomment>
            <translation>
                <numerusform>%n verschmolzen</numerusform>
                <numerusform>%n verschmolzen</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n partly covered</source>
            <extracomment>For one: %n partly covered</extracomment>
            <translation>
                <numerusform>%n nur zum Teil</numerusform>
                <numerusform>%n nur zum Teil</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n missed</source>
            <extracomment>For one: %n missed</extracomment>
            <translation>
                <numerusform>%n übersehen</numerusform>
                <numerusform>%n übersehen</numerusform>
            </translation>
        </message>
        <message>
            <source>{percent} % of the newest strokes were right before you drew.</source>
            <translation>{percent} % der neuesten Striche waren schon vor dem Zeichnen richtig.</translation>
        </message>
        <message>
            <source>{sentence}, before your newest strokes</source>
            <translation>{sentence}, vor den neuesten Strichen</translation>
        </message>
        <message>
            <source>Which kind of cells the brush paints</source>
            <translation>Welche Zellart der Pinsel zeichnet</translation>
        </message>
        <message>
            <source>Images</source>
            <translation>Bilder</translation>
        </message>
        <message>
            <source>Tracks</source>
            <translation>Spuren</translation>
        </message>
        <message>
            <source>Learning</source>
            <translation>Lernen</translation>
        </message>
        <message>
            <source>Show</source>
            <translation>Anzeige</translation>
        </message>
        <message>
            <source>Results</source>
            <translation>Ergebnisse</translation>
        </message>
        <message>
            <source>Drag the files from here into a folder or another program</source>
            <translation>Die Dateien von hier in einen Ordner oder ein anderes Programm ziehen</translation>
        </message>
        <message numerus="yes">
            <source>%n files</source>
            <extracomment>For one: %n file</extracomment>
            <translation>
                <numerusform>%n Datei</numerusform>
                <numerusform>%n Dateien</numerusform>
            </translation>
        </message>
        <message>
            <source>The files are not there any more: export again.</source>
            <translation>Die Dateien sind nicht mehr da: noch einmal exportieren.</translation>
        </message>
        <message>
            <source>The file does not say what its pages are. The choice is kept for all images of this folder.</source>
            <translation>In der Datei steht nicht, was ihre Seiten sind. Die Auswahl gilt für alle Bilder dieses Ordners.</translation>
        </message>
        <message>
            <source>channels</source>
            <translation>Kanäle</translation>
        </message>
        <message>
            <source>frames in time</source>
            <translation>Zeitpunkte</translation>
        </message>
        <message>
            <source>depths</source>
            <translation>Tiefen</translation>
        </message>
        <message>
            <source>Scene</source>
            <translation>Szene</translation>
        </message>
        <message>
            <source>Time</source>
            <translation>Zeit</translation>
        </message>
        <message>
            <source>Depth</source>
            <translation>Tiefe</translation>
        </message>
        <message>
            <source>Brightest of all depths</source>
            <translation>Hellste aller Tiefen</translation>
        </message>
        <message>
            <source>The maximum over all depths; it has strokes and cells of its own</source>
            <translation>Das Maximum über alle Tiefen; es hat eigene Striche und Zellen</translation>
        </message>
        <message>
            <source>What the pages of the file are</source>
            <translation>Was die Seiten der Datei sind</translation>
        </message>
        <message>
            <source>Segment all images renews the masks of all frames</source>
            <translation>„Alle Bilder segmentieren“ erneuert die Masken aller Einzelbilder</translation>
        </message>
        <message numerus="yes">
            <source>%n pages:</source>
            <extracomment>For one: %n page:</extracomment>
            <translation>
                <numerusform>%n Seite:</numerusform>
                <numerusform>%n Seiten:</numerusform>
            </translation>
        </message>
        <message>
            <source>masks from {seconds} s of learning ago</source>
            <translation>Masken von vor {seconds} s Lernen</translation>
        </message>
        <message>
            <source>{axis}, number</source>
            <translation>{axis}, Nummer</translation>
        </message>
        <message>
            <source>This computer has an NVIDIA graphics card. A GPU edition of Sketchpose exists that uses it.</source>
            <translation>Dieser Computer hat eine Grafikkarte von NVIDIA. Es gibt eine GPU-Ausgabe von Sketchpose, die sie nutzt.</translation>
        </message>
        <message>
            <source>How to get it</source>
            <translation>So geht es</translation>
        </message>
        <message>
            <source>Some of these nuclei touch. Draw a short stroke inside a few cells with the blue brush.</source>
            <translation>Einige dieser Zellkerne berühren sich. Mit dem blauen Pinsel kurze Striche in einige Zellen zeichnen.</translation>
        </message>
        <message>
            <source>Each dashed outline is a cell that was found: a first guess. Press 2 for Background, and draw between the nuclei.</source>
            <translation>Jeder gestrichelte Umriss ist eine gefundene Zelle: eine erste Schätzung. Taste 2 für Hintergrund drücken und zwischen den Kernen zeichnen.</translation>
        </message>
        <message>
            <source>Sketchpose learns from your strokes now. Watch the outlines, and the count on the right.</source>
            <translation>Sketchpose lernt jetzt aus den Strichen. Auf die Umrisse und auf die Anzahl rechts achten.</translation>
        </message>
        <message>
            <source>Is something wrong? Press G: Sketchpose shows where a stroke helps most, and asks what is there. Answer with a button, or draw what is right. A line (key 3) belongs between two nuclei that touch, never through one.</source>
            <translation>Ist etwas falsch? Taste G drücken: Sketchpose zeigt, wo ein Strich am meisten hilft, und fragt, was dort ist. Mit einem Knopf antworten oder zeichnen, was richtig ist. Eine Linie (Taste 3) gehört zwischen zwei Kerne, die sich berühren, nie durch einen hindurch.</translation>
        </message>
        <message>
            <source>Press Ctrl+T for the table: the size and shape of every cell. A click on a row shows its cell.</source>
            <translation>Strg+T drücken für die Tabelle: Größe und Form jeder Zelle. Ein Klick auf eine Zeile zeigt ihre Zelle.</translation>
        </message>
        <message>
            <source>Export… saves masks, tables, and a paragraph for your methods section. Undo (Ctrl+Z) takes back any step, and all that you draw is saved at once. Now open images of your own.</source>
            <translation>Exportieren… speichert Masken, Tabellen und einen Absatz für den Methodenteil. Rückgängig (Strg+Z) nimmt jeden Schritt zurück, und alles Gezeichnete ist sofort gespeichert. Jetzt eigene Bilder öffnen.</translation>
        </message>
        <message>
            <source>Guided example</source>
            <translation>Geführtes Beispiel</translation>
        </message>
        <message>
            <source>Leave</source>
            <translation>Verlassen</translation>
        </message>
        <message>
            <source>End the guided example; what you drew stays</source>
            <translation>Das geführte Beispiel beenden; das Gezeichnete bleibt</translation>
        </message>
        <message>
            <source>Step {number} of {steps}</source>
            <translation>Schritt {number} von {steps}</translation>
        </message>
        <message>
            <source>Done</source>
            <translation>Fertig</translation>
        </message>
        <message>
            <source>Next</source>
            <translation>Weiter</translation>
        </message>
        <message>
            <source>Go on without doing this</source>
            <translation>Weiter, ohne das zu tun</translation>
        </message>
        <message>
            <source>Draw inside a few cells</source>
            <translation>In einige Zellen zeichnen</translation>
        </message>
        <message>
            <source>Choose Background (key 2) and draw between them; where all cells touch, draw lines (key 3)</source>
            <translation>Hintergrund wählen (Taste 2), dazwischen zeichnen; wo sich alle berühren, Linien (Taste 3)</translation>
        </message>
        <message>
            <source>Watch the masks appear, and draw where they are wrong</source>
            <translation>Den Masken zusehen und dort zeichnen, wo sie falsch sind</translation>
        </message>
        <message>
            <source>Got it</source>
            <translation>Verstanden</translation>
        </message>
        <message>
            <source>Do not show these again</source>
            <translation>Diese Hinweise nicht mehr zeigen</translation>
        </message>
        <message>
            <source>cannot be opened</source>
            <translation>lässt sich nicht öffnen</translation>
        </message>
        <message numerus="yes">
            <source>%n cells</source>
            <extracomment>For one: %n cell</extracomment>
            <translation>
                <numerusform>%n Zelle</numerusform>
                <numerusform>%n Zellen</numerusform>
            </translation>
        </message>
        <message>
            <source>strokes drawn</source>
            <translation>mit Strichen</translation>
        </message>
        <message>
            <source>no strokes yet</source>
            <translation>noch ohne Striche</translation>
        </message>
        <message>
            <source>Images of the project</source>
            <translation>Bilder des Projekts</translation>
        </message>
        <message>
            <source>Add images…</source>
            <translation>Bilder hinzufügen…</translation>
        </message>
        <message>
            <source>Add images to the project</source>
            <translation>Bilder zum Projekt hinzufügen</translation>
        </message>
        <message numerus="yes">
            <source>{cells} in %n frames</source>
            <extracomment>For one: {cells} in %n frame</extracomment>
            <translation>
                <numerusform>{cells} in %n Einzelbild</numerusform>
                <numerusform>{cells} in %n Einzelbildern</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>about %n cells</source>
            <extracomment>For one: about %n cell</extracomment>
            <translation>
                <numerusform>etwa %n Zelle</numerusform>
                <numerusform>etwa %n Zellen</numerusform>
            </translation>
        </message>
        <message>
            <source>Remove from project</source>
            <translation>Aus dem Projekt entfernen</translation>
        </message>
        <message>
            <source>Show in folder</source>
            <translation>Im Ordner zeigen</translation>
        </message>
        <message>
            <source>Black below {low}, full above {high}</source>
            <translation>Schwarz unter {low}, hell über {high}</translation>
        </message>
        <message>
            <source>More</source>
            <translation>Mehr</translation>
        </message>
        <message>
            <source>More layers, and the contrast of the image</source>
            <translation>Weitere Ebenen, und der Kontrast des Bildes</translation>
        </message>
        <message>
            <source>Auto</source>
            <translation>Auto</translation>
        </message>
        <message>
            <source>Contrast without the darkest 0.5 % and the brightest 0.2 %</source>
            <translation>Kontrast ohne die dunkelsten 0,5 % und die hellsten 0,2 %</translation>
        </message>
        <message>
            <source>Show this channel</source>
            <translation>Diesen Kanal zeigen</translation>
        </message>
        <message>
            <source>Contrast: {channel}</source>
            <translation>Kontrast: {channel}</translation>
        </message>
        <message>
            <source>edge</source>
            <translation>Rand</translation>
        </message>
        <message>
            <source>middle</source>
            <translation>Mitte</translation>
        </message>
        <message>
            <source>Direction to the middle of the cell</source>
            <translation>Richtung zur Mitte der Zelle</translation>
        </message>
        <message>
            <source>certain</source>
            <translation>sicher</translation>
        </message>
        <message>
            <source>uncertain</source>
            <translation>unsicher</translation>
        </message>
        <message>
            <source>Opacity: {layer}</source>
            <translation>Deckkraft: {layer}</translation>
        </message>
        <message>
            <source>Contrast</source>
            <translation>Kontrast</translation>
        </message>
        <message>
            <source>Start</source>
            <translation>Start</translation>
        </message>
        <message>
            <source>Start or pause  (L)</source>
            <translation>Starten oder anhalten  (L)</translation>
        </message>
        <message>
            <source>Pause</source>
            <translation>Anhalten</translation>
        </message>
        <message>
            <source>Draw cells</source>
            <translation>Zellen zeichnen</translation>
        </message>
        <message>
            <source>Use the brush for cells  (1)</source>
            <translation>Mit dem Pinsel für Zellen  (1)</translation>
        </message>
        <message>
            <source>Draw background</source>
            <translation>Hintergrund zeichnen</translation>
        </message>
        <message>
            <source>Use the brush for background  (2)</source>
            <translation>Mit dem Pinsel für Hintergrund  (2)</translation>
        </message>
        <message>
            <source>First guess</source>
            <translation>Erste Schätzung</translation>
        </message>
        <message>
            <source>Nothing was learned since this project was opened. Press Start to go on.</source>
            <translation>Seit dem Öffnen dieses Projekts wurde nichts gelernt; weiter mit Start.</translation>
        </message>
        <message>
            <source>Draw on a cell and on the background to start.</source>
            <translation>Zum Anfangen auf eine Zelle und auf den Hintergrund zeichnen.</translation>
        </message>
        <message>
            <source>Draw a few cells and some background to improve it.</source>
            <translation>Einige Zellen und etwas Hintergrund zeichnen, um sie zu verbessern.</translation>
        </message>
        <message>
            <source>It stopped; press Start to go on.</source>
            <translation>Es wurde unterbrochen; weiter mit Start.</translation>
        </message>
        <message>
            <source>Done: hardly anything has changed for {seconds} s</source>
            <translation>Fertig: fast unverändert seit {seconds} s</translation>
        </message>
        <message>
            <source>How wrong the program still is on your strokes, by seconds of learning</source>
            <translation>Wie sehr das Programm bei den Strichen noch danebenliegt, nach Sekunden des Lernens</translation>
        </message>
        <message>
            <source>Done, but not right yet</source>
            <translation>Fertig, aber noch nicht richtig</translation>
        </message>
        <message>
            <source>Done: more learning changes nothing</source>
            <translation>Fertig: mehr Lernen ändert nichts</translation>
        </message>
        <message>
            <source>Time of learning (s)</source>
            <translation>Lernzeit (s)</translation>
        </message>
        <message>
            <source>Mistakes</source>
            <translation>Fehler</translation>
        </message>
        <message>
            <source>Show me where to draw</source>
            <translation>Zeigen, wo ein Strich hilft</translation>
        </message>
        <message numerus="yes">
            <source>%n steps of learning</source>
            <extracomment>For one: %n step of learning</extracomment>
            <translation>
                <numerusform>%n Lernschritt</numerusform>
                <numerusform>%n Lernschritte</numerusform>
            </translation>
        </message>
        <message>
            <source>Paused: new strokes wait for Start</source>
            <translation>Angehalten: Neue Striche warten auf „Start“</translation>
        </message>
        <message>
            <source>Pausing…</source>
            <translation>Wird angehalten…</translation>
        </message>
        <message>
            <source>Paused at {result}</source>
            <translation>Angehalten, gezeigt: {result}</translation>
        </message>
        <message>
            <source>Paused at a stored result</source>
            <translation>Angehalten bei einem gespeicherten Ergebnis</translation>
        </message>
        <message>
            <source>Do not say this again</source>
            <translation>Diesen Hinweis nicht mehr zeigen</translation>
        </message>
        <message>
            <source>Use this tool</source>
            <translation>Werkzeug wählen</translation>
        </message>
        <message>
            <source>Do it</source>
            <translation>Ausführen</translation>
        </message>
        <message>
            <source>Show me</source>
            <translation>Zeigen</translation>
        </message>
        <message numerus="yes">
            <source>{cells}, {result}, %n separate strokes drawn.</source>
            <extracomment>For one: {cells}, {result}, %n separate stroke drawn.</extracomment>
            <translation>
                <numerusform>{cells}, {result}, %n getrennter Strich gezeichnet.</numerusform>
                <numerusform>{cells}, {result}, %n getrennte Striche gezeichnet.</numerusform>
            </translation>
        </message>
        <message>
            <source>It was exported on {date} at {time}.</source>
            <translation>Es wurde am {date} um {time} exportiert.</translation>
        </message>
        <message>
            <source>Point at it to see it on the picture; click, or press Enter, to go back to it.</source>
            <translation>Darauf zeigen, um es im Bild zu sehen; klicken oder Enter drücken, um dorthin zurückzukehren.</translation>
        </message>
        <message>
            <source>It was exported at {time}.</source>
            <translation>Es wurde um {time} exportiert.</translation>
        </message>
        <message>
            <source>It is kept.</source>
            <translation>Es wird behalten.</translation>
        </message>
        <message>
            <source>Its masks are stored, what was learned is not.</source>
            <translation>Gespeichert sind seine Masken, nicht das Gelernte.</translation>
        </message>
        <message>
            <source>Keep this result: it stays at the left until it is released (right-click it)</source>
            <translation>Dieses Ergebnis behalten: Es bleibt links, bis es freigegeben wird (Rechtsklick darauf)</translation>
        </message>
        <message>
            <source>Keep this result</source>
            <translation>Dieses Ergebnis behalten</translation>
        </message>
        <message>
            <source>Earlier results</source>
            <translation>Frühere Ergebnisse</translation>
        </message>
        <message>
            <source>Later results</source>
            <translation>Spätere Ergebnisse</translation>
        </message>
        <message>
            <source>Back to this result</source>
            <translation>Zurück zu diesem Ergebnis</translation>
        </message>
        <message>
            <source>The program has learned more since these masks were made.
Segment all images renews the masks of all images.</source>
            <translation>Seit diese Masken entstanden, hat das Programm dazugelernt.
„Alle Bilder segmentieren“ erneuert die Masken aller Bilder.</translation>
        </message>
        <message numerus="yes">
            <source>cells</source>
            <extracomment>For one: cell</extracomment>
            <translation>
                <numerusform>Zelle</numerusform>
                <numerusform>Zellen</numerusform>
            </translation>
        </message>
        <message>
            <source>about</source>
            <translation>etwa</translation>
        </message>
        <message>
            <source>Table and filters…</source>
            <translation>Tabelle, Filter…</translation>
        </message>
        <message>
            <source>Every cell measured  (Ctrl+T)</source>
            <translation>Jede Zelle vermessen  (Strg+T)</translation>
        </message>
        <message>
            <source>Export…</source>
            <translation>Exportieren…</translation>
        </message>
        <message>
            <source>Number of cells by area</source>
            <translation>Anzahl der Zellen nach Fläche</translation>
        </message>
        <message>
            <source>Area (px²)</source>
            <translation>Fläche (px²)</translation>
        </message>
        <message numerus="yes">
            <source>cells, first guess</source>
            <extracomment>For one: cell, first guess</extracomment>
            <translation>
                <numerusform>Zelle, geschätzt</numerusform>
                <numerusform>Zellen, geschätzt</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>cells, {seconds} s of learning ago</source>
            <extracomment>For one: cell, {seconds} s of learning ago</extracomment>
            <translation>
                <numerusform>Zelle, vor {seconds} s Lernen</numerusform>
                <numerusform>Zellen, vor {seconds} s Lernen</numerusform>
            </translation>
        </message>
        <message>
            <source>Area ({unit})</source>
            <translation>Fläche ({unit})</translation>
        </message>
        <message numerus="yes">
            <source>%n hidden by filters</source>
            <extracomment>For one: %n hidden by filters</extracomment>
            <translation>
                <numerusform>%n durch Filter ausgeblendet</numerusform>
                <numerusform>%n durch Filter ausgeblendet</numerusform>
            </translation>
        </message>
        <message>
            <source>Area: median {median}, mean {mean} {unit}</source>
            <translation>Fläche: Median {median}, Mittel {mean} {unit}</translation>
        </message>
        <message>
            <source>Open images…</source>
            <translation>Bilder öffnen…</translation>
        </message>
        <message>
            <source>Two minutes on a sample, step by step</source>
            <translation>Zwei Minuten an einem Beispiel, Schritt für Schritt</translation>
        </message>
        <message>
            <source>Open the sample: {name}</source>
            <translation>Beispiel öffnen: {name}</translation>
        </message>
        <message>
            <source>Open images, or try a sample</source>
            <translation>Bilder öffnen oder ein Beispiel ausprobieren</translation>
        </message>
        <message>
            <source>Continue “{name}”</source>
            <translation>„{name}“ fortsetzen</translation>
        </message>
        <message>
            <source>Continue a project</source>
            <translation>Ein Projekt fortsetzen</translation>
        </message>
        <message>
            <source>Draw a few strokes on cells and background. Masks appear while you draw.</source>
            <translation>Ein paar Striche auf Zellen und Hintergrund zeichnen. Schon beim Zeichnen entstehen Masken.</translation>
        </message>
        <message>
            <source>You can also drop files or a folder anywhere in this window.</source>
            <translation>Dateien oder Ordner lassen sich auch einfach in dieses Fenster ziehen.</translation>
        </message>
        <message>
            <source>Samples</source>
            <translation>Beispiele</translation>
        </message>
        <message>
            <source>Details</source>
            <translation>Einzelheiten</translation>
        </message>
        <message>
            <source>What is done by then is kept</source>
            <translation>Was bis dahin fertig ist, bleibt</translation>
        </message>
        <message>
            <source>Through time</source>
            <translation>Über die Zeit</translation>
        </message>
        <message>
            <source>Frame {frame}, cell {cell}: {reason}</source>
            <translation>Einzelbild {frame}, Zelle {cell}: {reason}</translation>
        </message>
        <message>
            <source>Slice {frame}, cell {cell}: {reason}</source>
            <translation>Ebene {frame}, Zelle {cell}: {reason}</translation>
        </message>
        <message>
            <source>Click the same cell in another frame: both are one cell  (Ctrl+J)</source>
            <translation>Dieselbe Zelle in einem anderen Einzelbild anklicken: Beide sind eine Zelle  (Strg+J)</translation>
        </message>
        <message>
            <source>Before this frame, the selected cell is another one  (Ctrl+K)</source>
            <translation>Vor diesem Einzelbild ist die ausgewählte Zelle eine andere  (Strg+K)</translation>
        </message>
        <message>
            <source>Click the daughters of the selected cell in a later frame  (Ctrl+D)</source>
            <translation>Die Tochterzellen der ausgewählten Zelle in einem späteren Einzelbild anklicken  (Strg+D)</translation>
        </message>
        <message numerus="yes">
            <source>%n cells in {frames}</source>
            <extracomment>For one: %n cell in {frames}</extracomment>
            <translation>
                <numerusform>%n Zelle in {frames}</numerusform>
                <numerusform>%n Zellen in {frames}</numerusform>
            </translation>
        </message>
        <message>
            <source>jump</source>
            <translation>Sprung</translation>
        </message>
        <message>
            <source>It moved {value} cell widths since the frame before.</source>
            <translation>Sie hat sich seit dem vorigen Einzelbild um {value} Zellbreiten bewegt.</translation>
        </message>
        <message>
            <source>area × {value}</source>
            <translation>Fläche × {value}</translation>
        </message>
        <message>
            <source>Its area changed by a factor of {value} since the frame before.</source>
            <translation>Ihre Fläche hat sich seit dem vorigen Einzelbild um den Faktor {value} geändert.</translation>
        </message>
        <message>
            <source>gap</source>
            <translation>Lücke</translation>
        </message>
        <message>
            <source>It was not found in {value} before.</source>
            <translation>Sie wurde davor nicht gefunden: {value}.</translation>
        </message>
        <message>
            <source>only here</source>
            <translation>nur hier</translation>
        </message>
        <message>
            <source>It was found in this frame only.</source>
            <translation>Sie wurde nur in diesem Einzelbild gefunden.</translation>
        </message>
        <message>
            <source>narrow here</source>
            <translation>hier schmal</translation>
        </message>
        <message>
            <source>Its area is {value} % of that above and below: two cells, one above the other? Cut separates them here.</source>
            <translation>Ihre Fläche ist {value} % von der darüber und darunter: zwei Zellen übereinander? „Trennen“ teilt sie hier.</translation>
        </message>
        <message>
            <source>in {value}</source>
            <translation>in {value}</translation>
        </message>
        <message>
            <source>It is in {value}, most cells in far fewer: two cells, one above the other? Cut separates them at the slice shown.</source>
            <translation>Sie ist in {value}, die meisten Zellen in viel weniger: zwei Zellen übereinander? „Trennen“ teilt sie in der gezeigten Ebene.</translation>
        </message>
        <message>
            <source>Join…</source>
            <translation>Verbinden…</translation>
        </message>
        <message>
            <source>Cut</source>
            <translation>Trennen</translation>
        </message>
        <message>
            <source>Mark division…</source>
            <translation>Teilung eintragen…</translation>
        </message>
        <message>
            <source>Linking…</source>
            <translation>Zellen werden verknüpft…</translation>
        </message>
        <message>
            <source>Segment all first: {masked} of {frames} have masks.</source>
            <translation>Erst alle segmentieren: {masked} von {frames} haben Masken.</translation>
        </message>
        <message>
            <source>{linked}. The masks of {frames} have changed: links are updated when they rest.</source>
            <translation>{linked}. Die Masken von {frames} haben sich geändert: Die Verknüpfungen folgen, sobald sie ruhen.</translation>
        </message>
        <message>
            <source>Axis along which cells are linked</source>
            <translation>Achse, entlang der Zellen verknüpft werden</translation>
        </message>
        <message>
            <source>Link cells</source>
            <translation>Zellen verknüpfen</translation>
        </message>
        <message>
            <source>Follow each cell through all frames  (Ctrl+L)</source>
            <translation>Jede Zelle durch alle Einzelbilder verfolgen  (Strg+L)</translation>
        </message>
        <message>
            <source>Doubtful links</source>
            <translation>Zweifelhafte Verknüpfungen</translation>
        </message>
        <message numerus="yes">
            <source>%n more on specks: hide these with a filter by area, then delete hidden cells.</source>
            <extracomment>For one: %n more on a speck: hide specks with a filter by area, then delete hidden cells.</extracomment>
            <translation>
                <numerusform>%n weitere zu einem winzigen Objekt: solche mit einem Filter nach Fläche ausblenden, dann „Ausgeblendete löschen“.</numerusform>
                <numerusform>%n weitere zu winzigen Objekten: diese mit einem Filter nach Fläche ausblenden, dann „Ausgeblendete löschen“.</numerusform>
            </translation>
        </message>
        <message>
            <source>All {frames} have masks: link their cells.</source>
            <translation>{frames}: alle haben Masken; jetzt die Zellen verknüpfen.</translation>
        </message>
        <message numerus="yes">
            <source>%n divisions</source>
            <extracomment>For one: %n division</extracomment>
            <translation>
                <numerusform>%n Teilung</numerusform>
                <numerusform>%n Teilungen</numerusform>
            </translation>
        </message>
        <message>
            <source>This link is right  (F4)</source>
            <translation>Diese Verknüpfung ist richtig  (F4)</translation>
        </message>
        <message>
            <source>Previous doubtful link</source>
            <translation>Voriger Zweifelsfall</translation>
        </message>
        <message>
            <source>Next doubtful link</source>
            <translation>Nächster Zweifelsfall</translation>
        </message>
        <message>
            <source>Doubtful links: {count}</source>
            <translation>Zweifelhaft: {count}</translation>
        </message>
        <message>
            <source>No doubtful links</source>
            <translation>Nichts ist zweifelhaft</translation>
        </message>
        <message>
            <source>Link again</source>
            <translation>Neu verknüpfen</translation>
        </message>
        <message>
            <source>about {hours} h left</source>
            <translation>noch etwa {hours} h</translation>
        </message>
        <message>
            <source>Segmenting image {number} of {total}</source>
            <translation>Bild {number} von {total} wird segmentiert</translation>
        </message>
        <message>
            <source>about {seconds} s left</source>
            <translation>noch etwa {seconds} s</translation>
        </message>
        <message>
            <source>about {minutes} min left</source>
            <translation>noch etwa {minutes} min</translation>
        </message>
        <message>
            <source>Looking at the images</source>
            <translation>Die Bilder werden durchgesehen</translation>
        </message>
        <message numerus="yes">
            <source>%n images are segmented.</source>
            <extracomment>For one: %n image is segmented.</extracomment>
            <translation>
                <numerusform>%n Bild ist segmentiert.</numerusform>
                <numerusform>%n Bilder sind segmentiert.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n frames are segmented.</source>
            <extracomment>For one: %n frame is segmented.</extracomment>
            <translation>
                <numerusform>%n Einzelbild ist segmentiert.</numerusform>
                <numerusform>%n Einzelbilder sind segmentiert.</numerusform>
            </translation>
        </message>
        <message>
            <source>Segment all images again to go on where it was stopped.</source>
            <translation>Noch einmal alle Bilder segmentieren, um dort weiterzumachen, wo aufgehört wurde.</translation>
        </message>
        <message>
            <source>Learning waits for your next stroke, or for Start.</source>
            <translation>Das Lernen wartet auf den nächsten Strich oder auf Start.</translation>
        </message>
        <message>
            <source>The previous frame has no cells: find or draw them there first.</source>
            <translation>Das vorige Einzelbild hat keine Zellen: sie zuerst dort finden oder zeichnen.</translation>
        </message>
        <message>
            <source>They replace the masks of this frame; correct them with Edit cells (C)</source>
            <translation>Sie ersetzen die Masken dieses Einzelbilds; mit „Zellen bearbeiten“ (C) korrigieren</translation>
        </message>
        <message>
            <source>They and their edges become strokes: the program learns from them</source>
            <translation>Sie und ihre Ränder werden zu Strichen: Das Programm lernt daraus</translation>
        </message>
        <message>
            <source>Bring back the masks that were there before</source>
            <translation>Die Masken von vorher zurückholen</translation>
        </message>
        <message numerus="yes">
            <source>%n cells of the previous frame are proposed here.</source>
            <extracomment>For one: %n cell of the previous frame is proposed here.</extracomment>
            <translation>
                <numerusform>%n Zelle des vorigen Einzelbilds wird hier vorgeschlagen.</numerusform>
                <numerusform>%n Zellen des vorigen Einzelbilds werden hier vorgeschlagen.</numerusform>
            </translation>
        </message>
        <message>
            <source>The proposed cells are accepted: correct them with Edit cells (C).</source>
            <translation>Die vorgeschlagenen Zellen sind angenommen: mit „Zellen bearbeiten“ (C) korrigieren.</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>Rückgängig</translation>
        </message>
        <message>
            <source>Accept</source>
            <translation>Annehmen</translation>
        </message>
        <message>
            <source>Draw as strokes</source>
            <translation>Als Striche zeichnen</translation>
        </message>
        <message>
            <source>Drop</source>
            <translation>Verwerfen</translation>
        </message>
        <message>
            <source>The proposed cells and their edges are drawn: check them, or undo (Ctrl+Z).</source>
            <translation>Die vorgeschlagenen Zellen und ihre Ränder sind gezeichnet: prüfen oder rückgängig machen (Strg+Z).</translation>
        </message>
        <message>
            <source>No cell strokes are drawn on the previous frame.</source>
            <translation>Auf dem vorigen Einzelbild sind keine Zellstriche gezeichnet.</translation>
        </message>
        <message>
            <source>The cell strokes of the previous frame are drawn here already.</source>
            <translation>Die Zellstriche des vorigen Einzelbilds sind hier schon gezeichnet.</translation>
        </message>
        <message>
            <source>The cell strokes of the previous frame are drawn here: check them, or undo (Ctrl+Z).</source>
            <translation>Die Zellstriche des vorigen Einzelbilds sind jetzt hier gezeichnet: prüfen oder rückgängig machen (Strg+Z).</translation>
        </message>
        <message>
            <source>There are no images in {folder}: choose a folder with {kinds} files.</source>
            <translation>In {folder} sind keine Bilder: einen Ordner mit Dateien der Art {kinds} wählen.</translation>
        </message>
        <message>
            <source>Passed over in {folder}: {files}</source>
            <translation>Übergangen in {folder}: {files}</translation>
        </message>
        <message>
            <source>Read as parts of a series, not again by themselves: {files}.</source>
            <translation>Als Teile einer Serie gelesen, nicht noch einmal für sich: {files}.</translation>
        </message>
        <message numerus="yes">
            <source>%n files named like results of Sketchpose: {files}.</source>
            <extracomment>For one: %n file named like results of Sketchpose: {files}.</extracomment>
            <translation>
                <numerusform>%n Datei, benannt wie Ergebnisse von Sketchpose: {files}.</numerusform>
                <numerusform>%n Dateien, benannt wie Ergebnisse von Sketchpose: {files}.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n files in a format that Sketchpose cannot read: {files}.</source>
            <extracomment>For one: %n file in a format that Sketchpose cannot read: {files}.</extracomment>
            <translation>
                <numerusform>%n Datei in einem Format, das Sketchpose nicht lesen kann: {files}.</numerusform>
                <numerusform>%n Dateien in einem Format, das Sketchpose nicht lesen kann: {files}.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n subfolders (File, Open subfolders, too, looks into them): {folders}.</source>
            <extracomment>For one: %n subfolder (File, Open subfolders, too, looks into it): {folders}.</extracomment>
            <translation>
                <numerusform>%n Unterordner (Datei, Auch Unterordner öffnen, bezieht ihn ein): {folders}.</numerusform>
                <numerusform>%n Unterordner (Datei, Auch Unterordner öffnen, bezieht sie ein): {folders}.</numerusform>
            </translation>
        </message>
        <message>
            <source>{file} is not a {formats} image: choose another.</source>
            <translation>{file} ist kein Bild der Art {formats}: ein anderes wählen.</translation>
        </message>
        <message>
            <source>Passed over: {files}</source>
            <translation>Übergangen: {files}</translation>
        </message>
        <message>
            <source>Left out of {file}: {parts}.</source>
            <translation>Weggelassen aus {file}: {parts}.</translation>
        </message>
        <message>
            <source>Learning has failed and was started anew with what was saved last. Everything that you drew is saved.</source>
            <translation>Das Lernen ist fehlgeschlagen und wurde mit dem zuletzt Gespeicherten neu begonnen. Alles Gezeichnete ist gespeichert.</translation>
        </message>
        <message>
            <source>Learning has failed and could not be started anew. Everything that you drew is saved: press Start to try again, or close Sketchpose and open it again.</source>
            <translation>Das Lernen ist fehlgeschlagen und ließ sich nicht neu beginnen. Alles Gezeichnete ist gespeichert: Start drücken, um es noch einmal zu versuchen, oder Sketchpose schließen und wieder öffnen.</translation>
        </message>
        <message numerus="yes">
            <source>Exported %n files at {time} to {folder}.</source>
            <extracomment>For one: Exported %n file at {time} to {folder}.</extracomment>
            <translation>
                <numerusform>%n Datei um {time} nach {folder} exportiert.</numerusform>
                <numerusform>%n Dateien um {time} nach {folder} exportiert.</numerusform>
            </translation>
        </message>
        <message>
            <source>Left out: {problems}</source>
            <translation>Weggelassen: {problems}</translation>
        </message>
        <message>
            <source>Exporting</source>
            <translation>Wird exportiert</translation>
        </message>
        <message>
            <source>Open folder</source>
            <translation>Ordner öffnen</translation>
        </message>
        <message>
            <source>Pictures</source>
            <translation>Bilder</translation>
        </message>
        <message>
            <source>Picture with outlines</source>
            <translation>Bild mit Umrissen</translation>
        </message>
        <message>
            <source>The image with its cells on it</source>
            <translation>Das Bild mit seinen Zellen darauf</translation>
        </message>
        <message>
            <source>Cells in colours</source>
            <translation>Zellen in Farben</translation>
        </message>
        <message>
            <source>Each cell in a colour, on black</source>
            <translation>Jede Zelle in einer Farbe, auf Schwarz</translation>
        </message>
        <message>
            <source>Tables</source>
            <translation>Tabellen</translation>
        </message>
        <message>
            <source>Count</source>
            <translation>Anzahl</translation>
        </message>
        <message>
            <source>The number of cells of each image; opens in Excel</source>
            <translation>Die Anzahl der Zellen jedes Bildes; lässt sich mit Excel öffnen</translation>
        </message>
        <message>
            <source>Measurements (one row per cell)</source>
            <translation>Messwerte (eine Zeile je Zelle)</translation>
        </message>
        <message>
            <source>Size, shape, position and brightness; one table for each image; opens in Excel</source>
            <translation>Größe, Form, Lage und Helligkeit; eine Tabelle für jedes Bild; lässt sich mit Excel öffnen</translation>
        </message>
        <message>
            <source>Measurements of all images in one table</source>
            <translation>Messwerte aller Bilder in einer Tabelle</translation>
        </message>
        <message>
            <source>The same, with the name of the image in each row</source>
            <translation>Dasselbe, mit dem Namen des Bildes in jeder Zeile</translation>
        </message>
        <message>
            <source>Other programs</source>
            <translation>Andere Programme</translation>
        </message>
        <message>
            <source>Masks (label image)</source>
            <translation>Masken (Labelbild)</translation>
        </message>
        <message>
            <source>One number for each cell; looks black in some viewers, Fiji shows it</source>
            <translation>Eine Nummer für jede Zelle; in manchen Programmen erscheint alles schwarz, Fiji zeigt es richtig</translation>
        </message>
        <message>
            <source>Outlines for Fiji</source>
            <translation>Umrisse für Fiji</translation>
        </message>
        <message>
            <source>A ZIP of regions: open it in Fiji, or drop it on its window</source>
            <translation>Eine ZIP-Datei mit Regionen: in Fiji öffnen oder auf sein Fenster ziehen</translation>
        </message>
        <message>
            <source>Outlines for QuPath</source>
            <translation>Umrisse für QuPath</translation>
        </message>
        <message>
            <source>Cells with their measurements: File, Import objects from file</source>
            <translation>Zellen mit ihren Messwerten: in QuPath File, Import objects from file</translation>
        </message>
        <message>
            <source>COCO (for machine learning)</source>
            <translation>COCO (für maschinelles Lernen)</translation>
        </message>
        <message>
            <source>All images in one file</source>
            <translation>Alle Bilder in einer Datei</translation>
        </message>
        <message>
            <source>To keep a record</source>
            <translation>Zur Dokumentation</translation>
        </message>
        <message>
            <source>Text for the methods section</source>
            <translation>Text für den Methodenteil</translation>
        </message>
        <message>
            <source>Sentences and references to paste into a paper</source>
            <translation>Sätze und Literatur zum Einfügen in eine Publikation (englisch)</translation>
        </message>
        <message>
            <source>Your strokes</source>
            <translation>Die eigenen Striche</translation>
        </message>
        <message>
            <source>What you drew, as an image</source>
            <translation>Das Gezeichnete als Bild</translation>
        </message>
        <message>
            <source>Network output (distance, flow)</source>
            <translation>Ausgabe des Netzes (Distanz, Fluss)</translation>
        </message>
        <message>
            <source>What the masks are made of; for experts</source>
            <translation>Woraus die Masken entstehen; für Fachleute</translation>
        </message>
        <message>
            <source>Label images in one TIFF (Fiji)</source>
            <translation>Labelbilder in einem TIFF (Fiji)</translation>
        </message>
        <message>
            <source>The same number in all frames</source>
            <translation>Dieselbe Nummer in allen Einzelbildern</translation>
        </message>
        <message>
            <source>Label images in one OME-TIFF</source>
            <translation>Labelbilder in einem OME-TIFF</translation>
        </message>
        <message>
            <source>For more than 65 535 cells, too</source>
            <translation>Auch für mehr als 65 535 Zellen</translation>
        </message>
        <message>
            <source>Tracks (one row per cell and frame)</source>
            <translation>Spuren (eine Zeile je Zelle und Einzelbild)</translation>
        </message>
        <message>
            <source>Position and area of each cell in each frame, and its parent; opens in Excel</source>
            <translation>Lage und Fläche jeder Zelle in jedem Einzelbild, und ihre Mutterzelle; lässt sich mit Excel öffnen</translation>
        </message>
        <message>
            <source>Measurements of tracks</source>
            <translation>Messwerte der Spuren</translation>
        </message>
        <message>
            <source>First and last frame, path, speed and divisions of each cell; opens in Excel</source>
            <translation>Erstes und letztes Einzelbild, Weg, Geschwindigkeit und Teilungen jeder Zelle; lässt sich mit Excel öffnen</translation>
        </message>
        <message>
            <source>Tracks for TrackMate (Fiji)</source>
            <translation>Spuren für TrackMate (Fiji)</translation>
        </message>
        <message>
            <source>An XML file that Fiji opens</source>
            <translation>Eine XML-Datei, die Fiji öffnet</translation>
        </message>
        <message>
            <source>Cell Tracking Challenge</source>
            <translation>Cell Tracking Challenge</translation>
        </message>
        <message>
            <source>A folder with masks and res_track.txt, as its tools read them</source>
            <translation>Ein Ordner mit Masken und res_track.txt, wie deren Programme sie lesen</translation>
        </message>
        <message>
            <source>Volumes (one row per cell)</source>
            <translation>Volumen (eine Zeile je Zelle)</translation>
        </message>
        <message>
            <source>Volume, surface and shape of each cell in three dimensions; opens in Excel</source>
            <translation>Volumen, Oberfläche und Form jeder Zelle in drei Dimensionen; lässt sich mit Excel öffnen</translation>
        </message>
        <message>
            <source>This movie, cells linked</source>
            <translation>Dieser Film, mit verknüpften Zellen</translation>
        </message>
        <message>
            <source>All movies with linked cells</source>
            <translation>Alle Filme mit verknüpften Zellen</translation>
        </message>
        <message>
            <source>This stack, cells linked</source>
            <translation>Dieser Stapel, mit verknüpften Zellen</translation>
        </message>
        <message>
            <source>All stacks with linked cells</source>
            <translation>Alle Stapel mit verknüpften Zellen</translation>
        </message>
        <message>
            <source>{file} has changed since it was segmented.</source>
            <translation>{file} hat sich seit dem Segmentieren geändert.</translation>
        </message>
        <message>
            <source>{file} has no pixel size, so its cells cannot be filtered by lengths or areas in µm: set it (File &gt; Pixel size), or filter in pixels.</source>
            <translation>{file} hat keine Pixelgröße, daher lassen sich die Zellen nicht nach Längen oder Flächen in µm filtern: die Größe angeben (Datei &gt; Pixelgröße) oder in Pixeln filtern.</translation>
        </message>
        <message numerus="yes">
            <source>Saves {cells} in %n frames, {tracks}.</source>
            <extracomment>For one: Saves {cells} in one frame, {tracks}.</extracomment>
            <translation>
                <numerusform>Gespeichert werden {cells} in einem Einzelbild, {tracks}.</numerusform>
                <numerusform>Gespeichert werden {cells} in %n Einzelbildern, {tracks}.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n volumes</source>
            <extracomment>For one: %n volume</extracomment>
            <translation>
                <numerusform>%n Volumen</numerusform>
                <numerusform>%n Volumen</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Saves the cells of %n images; they are being counted.</source>
            <extracomment>For one: Saves the cells of one image; they are being counted.</extracomment>
            <translation>
                <numerusform>Gespeichert werden die Zellen eines Bildes; sie werden noch gezählt.</numerusform>
                <numerusform>Gespeichert werden die Zellen von %n Bildern; sie werden noch gezählt.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n strokes wait for your answer: nothing was learned from them.</source>
            <extracomment>For one: One stroke waits for your answer: nothing was learned from it.</extracomment>
            <translation>
                <numerusform>Ein Strich wartet auf eine Antwort: Aus ihm wurde nichts gelernt.</numerusform>
                <numerusform>%n Striche warten auf Antworten: Aus ihnen wurde nichts gelernt.</numerusform>
            </translation>
        </message>
        <message>
            <source>Saves {cells} of the first guess: nothing was learned yet.</source>
            <translation>Gespeichert werden {cells} der ersten Schätzung: Gelernt wurde noch nichts.</translation>
        </message>
        <message numerus="yes">
            <source>Saves {cells} of %n images.</source>
            <extracomment>For one: Saves {cells} of one image.</extracomment>
            <translation>
                <numerusform>Gespeichert werden {cells} eines Bildes.</numerusform>
                <numerusform>Gespeichert werden {cells} aus %n Bildern.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Saves {cells} in %n frames.</source>
            <extracomment>For one: Saves {cells} in %n frame.</extracomment>
            <translation>
                <numerusform>Gespeichert werden {cells} in einem Einzelbild.</numerusform>
                <numerusform>Gespeichert werden {cells} in %n Einzelbildern.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n tracks</source>
            <extracomment>For one: %n track</extracomment>
            <translation>
                <numerusform>%n Spur</numerusform>
                <numerusform>%n Spuren</numerusform>
            </translation>
        </message>
        <message>
            <source>Images without a pixel size are left out: cells are filtered in micrometres.</source>
            <translation>Bilder ohne Pixelgröße werden ausgelassen: Zellen werden in Mikrometern gefiltert.</translation>
        </message>
        <message>
            <source>Saves {cells}, as found before this image was opened.</source>
            <translation>Gespeichert werden {cells}, gefunden vor dem Öffnen dieses Bildes.</translation>
        </message>
        <message>
            <source>Cells that filters hide are left out.</source>
            <translation>Zellen, die Filter ausblenden, fehlen darin.</translation>
        </message>
        <message>
            <source>Learning goes on; what it changes from now on is not saved.</source>
            <translation>Das Lernen geht weiter; was es von jetzt an ändert, wird nicht gespeichert.</translation>
        </message>
        <message>
            <source>Learning is paused.</source>
            <translation>Das Lernen ist angehalten.</translation>
        </message>
        <message>
            <source>Saves {cells}, as found at {time}.</source>
            <translation>Gespeichert werden {cells}, gefunden um {time}.</translation>
        </message>
        <message>
            <source>Saves {cells}, as found on {date} at {time}.</source>
            <translation>Gespeichert werden {cells}, gefunden am {date} um {time}.</translation>
        </message>
        <message>
            <source>Opening {file}</source>
            <translation>{file} wird geöffnet</translation>
        </message>
        <message>
            <source>{file} was changed or replaced after you drew on it: open it and choose what becomes of your strokes.</source>
            <translation>{file} wurde nach dem Zeichnen geändert oder ersetzt: öffnen und wählen, was aus den Strichen wird.</translation>
        </message>
        <message>
            <source>{file} is a part of another image: see that one.</source>
            <translation>{file} ist Teil eines anderen Bildes: siehe dort.</translation>
        </message>
        <message>
            <source>{file} is removed from the project; its file and its strokes stay on the disk.</source>
            <translation>{file} ist aus dem Projekt entfernt; Datei und Striche bleiben auf dem Datenträger.</translation>
        </message>
        <message>
            <source>Learning rests until the next stroke or Start.</source>
            <translation>Das Lernen ruht bis zum nächsten Strich oder bis Start.</translation>
        </message>
        <message>
            <source>The strokes drawn on {name} cannot be read, or do not fit its size. The file is kept in the project's folder 'sketches' with a name that ends in .damaged; draw anew, or ask for help.</source>
            <translation>Die Striche auf {name} sind nicht lesbar oder passen nicht zur Größe. Die Datei bleibt im Ordner „sketches“ des Projekts, mit einem Namen, der auf .damaged endet; neu zeichnen oder um Hilfe bitten.</translation>
        </message>
        <message>
            <source>{name} is no longer the file that you worked on: it was changed, or replaced by another one. Your strokes and masks are kept as they were until you decide what becomes of them.</source>
            <translation>{name} ist nicht mehr die Datei, an der gearbeitet wurde: Sie wurde geändert oder durch eine andere ersetzt. Striche und Masken bleiben, wie sie waren, bis entschieden ist, was aus ihnen wird.</translation>
        </message>
        <message>
            <source>Red</source>
            <translation>Rot</translation>
        </message>
        <message>
            <source>Green</source>
            <translation>Grün</translation>
        </message>
        <message>
            <source>Blue</source>
            <translation>Blau</translation>
        </message>
        <message>
            <source>Channel {number}</source>
            <translation>Kanal {number}</translation>
        </message>
        <message>
            <source>Importing tracks</source>
            <translation>Spuren werden importiert</translation>
        </message>
        <message>
            <source>Linking the cells</source>
            <translation>Zellen werden verknüpft</translation>
        </message>
        <message>
            <source>{frame} has no masks: segment all images first.</source>
            <translation>{frame} hat keine Masken: erst alle Bilder segmentieren.</translation>
        </message>
        <message>
            <source>The masks of frame {number} have changed since they were linked: link the cells again, then export.</source>
            <translation>Die Masken von Einzelbild {number} haben sich seit dem Verknüpfen geändert: die Zellen neu verknüpfen, dann exportieren.</translation>
        </message>
        <message>
            <source>The masks of slice {number} have changed since they were linked: link the cells again, then export.</source>
            <translation>Die Masken von Ebene {number} haben sich seit dem Verknüpfen geändert: die Zellen neu verknüpfen, dann exportieren.</translation>
        </message>
        <message>
            <source>{file} is not linked any more: link its cells again.</source>
            <translation>{file} ist nicht mehr verknüpft: seine Zellen neu verknüpfen.</translation>
        </message>
        <message>
            <source>The links are being updated: try again in a moment.</source>
            <translation>Die Verknüpfungen werden gerade erneuert: gleich noch einmal versuchen.</translation>
        </message>
        <message>
            <source>Packing {file}</source>
            <translation>{file} wird gepackt</translation>
        </message>
        <message>
            <source>Unpacking {file}</source>
            <translation>{file} wird entpackt</translation>
        </message>
        <message>
            <source>The project is packed in {file}</source>
            <translation>Das Projekt ist gepackt in {file}</translation>
        </message>
        <message>
            <source>This is the first frame: there is none before it.</source>
            <translation>Das ist das erste Einzelbild: davor gibt es keins.</translation>
        </message>
        <message>
            <source>New project “{project}” with {images}.</source>
            <translation>Neues Projekt „{project}“ mit {images}.</translation>
        </message>
        <message>
            <source>{images} added to “{project}”.</source>
            <translation>{images} zu „{project}“ hinzugefügt.</translation>
        </message>
        <message numerus="yes">
            <source>%n images</source>
            <extracomment>For one: %n image</extracomment>
            <translation>
                <numerusform>%n Bild</numerusform>
                <numerusform>%n Bilder</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n images are not in their place any more: choose File, Find missing images.</source>
            <extracomment>For one: %n image is not in its place any more: choose File, Find missing images.</extracomment>
            <translation>
                <numerusform>%n Bild ist nicht mehr an seinem Ort: Datei, Fehlende Bilder suchen, wählen.</numerusform>
                <numerusform>%n Bilder sind nicht mehr an ihrem Ort: Datei, Fehlende Bilder suchen, wählen.</numerusform>
            </translation>
        </message>
        <message>
            <source>{file} was unpacked before: this is its project, as you left it.</source>
            <translation>{file} wurde schon einmal entpackt: Dies ist das Projekt daraus, so wie es zuletzt war.</translation>
        </message>
        <message>
            <source>These images are in “{project}” already.</source>
            <translation>Diese Bilder sind schon in „{project}“.</translation>
        </message>
        <message>
            <source>{project} is open in another window: close it there first.</source>
            <translation>{project} ist in einem anderen Fenster geöffnet: dort erst schließen.</translation>
        </message>
        <message>
            <source>{project} is open on the computer {computer}: close it there first. If Sketchpose does not run there any more, delete the file {file} in {folder}.</source>
            <translation>{project} ist auf dem Computer {computer} geöffnet: dort erst schließen. Falls Sketchpose dort nicht mehr läuft, die Datei {file} in {folder} löschen.</translation>
        </message>
        <message>
            <source>Counting the cells of all images</source>
            <translation>Die Zellen aller Bilder werden gezählt</translation>
        </message>
        <message>
            <source>These files are there already. Replace them?</source>
            <translation>Diese Dateien gibt es schon. Ersetzen?</translation>
        </message>
        <message numerus="yes">
            <source>{files} and %n more</source>
            <extracomment>For one: {files} and %n more</extracomment>
            <translation>
                <numerusform>{files} und %n weitere</numerusform>
                <numerusform>{files} und %n weitere</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{file} has %n other images, which will be missing there afterwards. To keep them, choose another folder.</source>
            <extracomment>For one: {file} has %n other image, which will be missing there afterwards. To keep it, choose another folder.</extracomment>
            <translation>
                <numerusform>{file} enthält ein weiteres Bild, das danach dort fehlt. Um es zu behalten, einen anderen Ordner wählen.</numerusform>
                <numerusform>{file} enthält %n weitere Bilder, die danach dort fehlen. Um sie zu behalten, einen anderen Ordner wählen.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{file} has %n other frames, which will be missing there afterwards. To keep them, choose another folder.</source>
            <extracomment>For one: {file} has %n other frame, which will be missing there afterwards. To keep it, choose another folder.</extracomment>
            <translation>
                <numerusform>{file} enthält ein weiteres Einzelbild, das danach dort fehlt. Um es zu behalten, einen anderen Ordner wählen.</numerusform>
                <numerusform>{file} enthält %n weitere Einzelbilder, die danach dort fehlen. Um sie zu behalten, einen anderen Ordner wählen.</numerusform>
            </translation>
        </message>
        <message>
            <source>Measuring the cells in all frames</source>
            <translation>Die Zellen in allen Einzelbildern werden gemessen</translation>
        </message>
        <message>
            <source>These are tracks of a movie: open the movie first, then import its tracks.</source>
            <translation>Das sind Spuren eines Films: zuerst den Film öffnen, dann seine Spuren importieren.</translation>
        </message>
        <message>
            <source>Tracks are imported through time: choose Through time in the panel Tracks.</source>
            <translation>Spuren lassen sich nur über die Zeit importieren: im Bereich „Spuren“ „Über die Zeit“ wählen.</translation>
        </message>
        <message>
            <source>Bring back the masks and links that were there before</source>
            <translation>Die Masken und Verknüpfungen von vorher zurückholen</translation>
        </message>
        <message numerus="yes">
            <source>%n frames</source>
            <extracomment>For one: %n frame</extracomment>
            <translation>
                <numerusform>%n Einzelbild</numerusform>
                <numerusform>%n Einzelbilder</numerusform>
            </translation>
        </message>
        <message>
            <source>Tracks of {frames} imported: {cells}</source>
            <translation>Spuren in {frames} importiert: {cells}</translation>
        </message>
        <message>
            <source>Open the movie with the imported tracks first.</source>
            <translation>Zuerst den Film mit den importierten Spuren öffnen.</translation>
        </message>
        <message>
            <source>Side views are for stacks: open one, or choose a single depth of it.</source>
            <translation>Seitenansichten gibt es für Stapel: einen öffnen, oder eine einzelne Ebene davon wählen.</translation>
        </message>
        <message>
            <source>Sets a limit for the area; can be undone</source>
            <translation>Setzt einen Grenzwert für die Fläche; lässt sich rückgängig machen</translation>
        </message>
        <message>
            <source>Leave them out</source>
            <translation>Weglassen</translation>
        </message>
        <message>
            <source>Drag across a cell to split it. Shift+click two cells to merge them. Ctrl+click deletes.</source>
            <translation>Quer über eine Zelle ziehen, um sie zu teilen. Zwei Zellen mit Umschalt+Klick verbinden. Strg+Klick löscht.</translation>
        </message>
        <message>
            <source>Draw on a few cells: a short stroke in each is enough.</source>
            <translation>Auf einige Zellen zeichnen: ein kurzer Strich in jeder genügt.</translation>
        </message>
        <message>
            <source>Draw on a few cells: none are drawn yet.</source>
            <translation>Auf einige Zellen zeichnen: noch ist keine gezeichnet.</translation>
        </message>
        <message>
            <source>This is a first guess. Draw some background so that the program learns from your image.</source>
            <translation>Eine erste Schätzung: Etwas Hintergrund zeichnen, damit das Programm aus dem Bild lernt.</translation>
        </message>
        <message>
            <source>Now draw some background. If cells fill the whole image, draw the lines between them.</source>
            <translation>Jetzt etwas Hintergrund zeichnen. Füllen die Zellen das ganze Bild, die Linien zwischen ihnen zeichnen.</translation>
        </message>
        <message>
            <source>Learning is paused: press Start and masks appear.</source>
            <translation>Das Lernen ist angehalten: Start drücken, und Masken erscheinen.</translation>
        </message>
        <message>
            <source>Cell edges are unclear: fill one cell right up to its edge, and paint background touching it.</source>
            <translation>Die Zellränder sind unklar: eine Zelle bis zum Rand ausfüllen und Hintergrund direkt daneben zeichnen.</translation>
        </message>
        <message>
            <source>Learning from your strokes: the first masks come in a few seconds. Go on drawing.</source>
            <translation>Es wird aus den Strichen gelernt: Die ersten Masken kommen in wenigen Sekunden. Weiterzeichnen.</translation>
        </message>
        <message>
            <source>No cells found yet. Draw a few more, and the background right next to them.</source>
            <translation>Noch keine Zellen gefunden. Einige weitere zeichnen, und den Hintergrund direkt daneben.</translation>
        </message>
        <message>
            <source>Not all of your strokes can be learned: check that cell strokes stay inside cells and cross no line between two.</source>
            <translation>Nicht alle Striche lassen sich lernen: prüfen, ob Zellstriche in den Zellen bleiben und keine Linie zwischen zweien kreuzen.</translation>
        </message>
        <message>
            <source>Nothing changes any more: correct what is wrong with a stroke, or export.</source>
            <translation>Es ändert sich nichts mehr: Fehler mit einem Strich verbessern oder exportieren.</translation>
        </message>
        <message>
            <source>Cell {number}: area {area}</source>
            <translation>Zelle {number}: Fläche {area}</translation>
        </message>
        <message>
            <source>Cell {number}: area {area}; hidden by the filters</source>
            <translation>Zelle {number}: Fläche {area}; durch die Filter ausgeblendet</translation>
        </message>
        <message numerus="yes">
            <source>%n cells selected.</source>
            <extracomment>For one: %n cell selected.</extracomment>
            <translation>
                <numerusform>%n Zelle ausgewählt.</numerusform>
                <numerusform>%n Zellen ausgewählt.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n masks are far smaller than the cells that you drew. Leave them out?</source>
            <extracomment>For one: %n mask is far smaller than the cells that you drew. Leave it out?</extracomment>
            <translation>
                <numerusform>%n Maske ist viel kleiner als die gezeichneten Zellen. Weglassen?</numerusform>
                <numerusform>%n Masken sind viel kleiner als die gezeichneten Zellen. Weglassen?</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n small masks are left out; “Table and filters…” has the limit.</source>
            <extracomment>For one: %n small mask is left out; “Table and filters…” has the limit.</extracomment>
            <translation>
                <numerusform>%n kleine Maske ist weggelassen; der Grenzwert steht unter „Tabelle, Filter…“.</numerusform>
                <numerusform>%n kleine Masken sind weggelassen; der Grenzwert steht unter „Tabelle, Filter…“.</numerusform>
            </translation>
        </message>
        <message>
            <source>The rest of this cell is drawn as background, too.</source>
            <translation>Auch der Rest dieser Zelle ist als Hintergrund gezeichnet.</translation>
        </message>
        <message>
            <source>Double-click with the right button on a cell stroke.</source>
            <translation>Mit der rechten Taste auf einen Zellstrich doppelklicken.</translation>
        </message>
        <message>
            <source>There are no doubtful links.</source>
            <translation>Es gibt keine zweifelhaften Verknüpfungen.</translation>
        </message>
        <message>
            <source>Choose a doubtful link first (F3).</source>
            <translation>Zuerst eine zweifelhafte Verknüpfung wählen (F3).</translation>
        </message>
        <message>
            <source>No doubtful link is left.</source>
            <translation>Keine zweifelhafte Verknüpfung ist übrig.</translation>
        </message>
        <message>
            <source>Back at {result}: {cells}. All strokes are kept; learning goes on with the next one.</source>
            <translation>Wieder gezeigt: {result}, {cells}. Alle Striche bleiben; das Lernen geht mit dem nächsten weiter.</translation>
        </message>
        <message>
            <source>Back at {result}: {cells}. These masks stay until you draw or press Start; then the program goes on from what it learned last.</source>
            <translation>Wieder gezeigt: {result}, {cells}. Diese Masken bleiben bis zum nächsten Strich oder bis Start; dann geht das Programm von dem aus, was es zuletzt gelernt hat.</translation>
        </message>
        <message>
            <source>They were made with a stroke that you have undone since.</source>
            <translation>Zu ihnen hat ein Strich beigetragen, der inzwischen rückgängig gemacht wurde.</translation>
        </message>
        <message>
            <source>Fewer cells than in the first guess: {cells} instead of about {before}.</source>
            <translation>Weniger Zellen als in der ersten Schätzung: {cells} statt etwa {before}.</translation>
        </message>
        <message>
            <source>Fewer cells than before: {cells} instead of {before}.</source>
            <translation>Weniger Zellen als zuvor: {cells} statt {before}.</translation>
        </message>
        <message>
            <source>the result of {time}</source>
            <translation>Ergebnis von {time}</translation>
        </message>
        <message>
            <source>the first guess</source>
            <translation>erste Schätzung</translation>
        </message>
        <message>
            <source>Learn on from this result</source>
            <translation>Von diesem Ergebnis aus weiterlernen</translation>
        </message>
        <message>
            <source>Back to the first guess</source>
            <translation>Zurück zur ersten Schätzung</translation>
        </message>
        <message>
            <source>Back to the result before</source>
            <translation>Zurück zum vorigen Ergebnis</translation>
        </message>
        <message>
            <source>The graphics card has stopped working: Sketchpose computes on the processor until you open it again, which is slower.</source>
            <translation>Die Grafikkarte arbeitet nicht mehr: Sketchpose rechnet bis zum nächsten Öffnen auf dem Prozessor, was langsamer ist.</translation>
        </message>
        <message>
            <source>The output of the network is in {file}</source>
            <translation>Die Ausgabe des Netzes ist in {file}</translation>
        </message>
        <message numerus="yes">
            <source>%n slices</source>
            <extracomment>For one: %n slice</extracomment>
            <translation>
                <numerusform>%n Ebene</numerusform>
                <numerusform>%n Ebenen</numerusform>
            </translation>
        </message>
        <message>
            <source>What was learned is forgotten. Press Start to learn anew.</source>
            <translation>Das Gelernte ist vergessen. Start drücken, um neu zu lernen.</translation>
        </message>
        <message>
            <source>Learning rests, or these masks would change: draw, or press Start.</source>
            <translation>Das Lernen ruht, sonst würden sich diese Masken ändern: zeichnen oder Start drücken.</translation>
        </message>
        <message>
            <source>What was learned last could not be saved in time: the program goes on with what was saved before. Everything that you drew is saved.</source>
            <translation>Das zuletzt Gelernte ließ sich nicht rechtzeitig speichern: Das Programm macht mit dem zuvor Gespeicherten weiter. Alles Gezeichnete ist gespeichert.</translation>
        </message>
        <message>
            <source>Waiting for strokes</source>
            <translation>Wartet auf Striche</translation>
        </message>
        <message>
            <source>Paused</source>
            <translation>Angehalten</translation>
        </message>
        <message>
            <source>Finished</source>
            <translation>Fertig</translation>
        </message>
        <message>
            <source>Problem</source>
            <translation>Problem</translation>
        </message>
        <message>
            <source>Segmenting</source>
            <translation>Segmentiert</translation>
        </message>
        <message>
            <source>Now go to another frame and click the same cell there.</source>
            <translation>Jetzt zu einem anderen Einzelbild gehen und dort dieselbe Zelle anklicken.</translation>
        </message>
        <message>
            <source>Now go to a later frame and click a daughter cell.</source>
            <translation>Jetzt zu einem späteren Einzelbild gehen und eine Tochterzelle anklicken.</translation>
        </message>
        <message>
            <source>Now click the other daughter cell.</source>
            <translation>Jetzt die andere Tochterzelle anklicken.</translation>
        </message>
        <message>
            <source>Click a cell first, with Move or Edit cells.</source>
            <translation>Erst eine Zelle anklicken, mit Verschieben oder Zellen bearbeiten.</translation>
        </message>
        <message>
            <source>Link the cells first: menu Cells, Link cells.</source>
            <translation>Erst die Zellen verknüpfen: Menü Zellen, Zellen verknüpfen.</translation>
        </message>
        <message>
            <source>That cell is in the same frame: go to another one first (Ctrl+PgDown or Ctrl+PgUp).</source>
            <translation>Diese Zelle ist im selben Einzelbild: erst zu einem anderen gehen (Strg+Bild abwärts oder Strg+Bild aufwärts).</translation>
        </message>
        <message>
            <source>Cell {first} divides at frame {frame} (daughters: {daughters}), so it cannot go on as cell {second}.</source>
            <translation>Zelle {first} teilt sich bei Einzelbild {frame} (Töchter: {daughters}) und kann deshalb nicht als Zelle {second} weitergehen.</translation>
        </message>
        <message>
            <source>Cut them off and join</source>
            <translation>Abtrennen und verbinden</translation>
        </message>
        <message>
            <source>The daughters have no mother any more; one Undo brings all back</source>
            <translation>Die Töchter haben dann keine Mutter mehr; einmal Rückgängig stellt alles wieder her</translation>
        </message>
        <message>
            <source>Cut: from here on it is cell {number}.</source>
            <translation>Getrennt: Von hier an ist es Zelle {number}.</translation>
        </message>
        <message>
            <source>Joined: both are cell {number} now.</source>
            <translation>Verbunden: Beide sind jetzt Zelle {number}.</translation>
        </message>
        <message>
            <source>The division is marked.</source>
            <translation>Die Teilung ist eingetragen.</translation>
        </message>
        <message numerus="yes">
            <source>%n cells linked</source>
            <extracomment>For one: %n cell linked</extracomment>
            <translation>
                <numerusform>%n Zelle verknüpft</numerusform>
                <numerusform>%n Zellen verknüpft</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n doubtful links to look at</source>
            <extracomment>For one: %n doubtful link to look at</extracomment>
            <translation>
                <numerusform>%n zweifelhafte Verknüpfung anzusehen</numerusform>
                <numerusform>%n zweifelhafte Verknüpfungen anzusehen</numerusform>
            </translation>
        </message>
        <message>
            <source>These masks are from {seconds} s of learning ago and stay as they are.</source>
            <translation>Diese Masken sind von vor {seconds} s Lernen und bleiben, wie sie sind.</translation>
        </message>
        <message>
            <source>With what was learned since; the present masks stay among the earlier results</source>
            <translation>Mit dem, was seitdem gelernt wurde; die jetzigen Masken bleiben bei den früheren Ergebnissen</translation>
        </message>
        <message>
            <source>Find masks anew</source>
            <translation>Masken neu suchen</translation>
        </message>
        <message>
            <source>Now Shift+click (or Alt+click) the other part of this cell.</source>
            <translation>Jetzt mit Umschalt+Klick (oder Alt+Klick) den anderen Teil dieser Zelle wählen.</translation>
        </message>
        <message numerus="yes">
            <source>%n cells deleted.</source>
            <extracomment>For one: %n cell deleted.</extracomment>
            <translation>
                <numerusform>%n Zelle gelöscht.</numerusform>
                <numerusform>%n Zellen gelöscht.</numerusform>
            </translation>
        </message>
        <message>
            <source>Accepted: the cell and its edge are drawn now.</source>
            <translation>Angenommen: Die Zelle und ihr Rand sind jetzt gezeichnet.</translation>
        </message>
        <message>
            <source>Rejected: it is drawn as background now.</source>
            <translation>Abgelehnt: Sie ist jetzt als Hintergrund gezeichnet.</translation>
        </message>
        <message>
            <source>Cell deleted.</source>
            <translation>Zelle gelöscht.</translation>
        </message>
        <message numerus="yes">
            <source>%n hidden cells deleted.</source>
            <extracomment>For one: %n hidden cell deleted.</extracomment>
            <translation>
                <numerusform>%n ausgeblendete Zelle gelöscht.</numerusform>
                <numerusform>%n ausgeblendete Zellen gelöscht.</numerusform>
            </translation>
        </message>
        <message>
            <source>There is no cell here.</source>
            <translation>Hier ist keine Zelle.</translation>
        </message>
        <message>
            <source>That is the same cell: click another part of it.</source>
            <translation>Das ist dieselbe Zelle: einen anderen Teil davon anklicken.</translation>
        </message>
        <message>
            <source>Merged into one cell.</source>
            <translation>Zu einer Zelle verbunden.</translation>
        </message>
        <message>
            <source>Two of your strokes lie in one mask. If they are two cells, draw the boundary between them.</source>
            <translation>Zwei Zellstriche liegen in einer Maske. Falls es zwei Zellen sind, die Grenze zwischen ihnen zeichnen.</translation>
        </message>
        <message>
            <source>Draw boundary</source>
            <translation>Grenze zeichnen</translation>
        </message>
        <message>
            <source>Take the brush for boundaries, and draw the line yourself</source>
            <translation>Den Pinsel für Grenzen nehmen und die Linie selbst zeichnen</translation>
        </message>
        <message>
            <source>Least certain here: is this a cell or background?</source>
            <translation>Hier ist es am wenigsten sicher: Ist das eine Zelle oder Hintergrund?</translation>
        </message>
        <message>
            <source>Nothing was found here, in a place as wide as a cell: is this one?</source>
            <translation>Hier wurde nichts gefunden, an einer Stelle so breit wie eine Zelle: Ist das eine?</translation>
        </message>
        <message>
            <source>One cell</source>
            <translation>Eine Zelle</translation>
        </message>
        <message>
            <source>Two cells</source>
            <translation>Zwei Zellen</translation>
        </message>
        <message>
            <source>Neither is a cell</source>
            <translation>Keine Zellen</translation>
        </message>
        <message>
            <source>{number} is not a cell</source>
            <translation>{number} ist keine Zelle</translation>
        </message>
        <message>
            <source>Background</source>
            <translation>Hintergrund</translation>
        </message>
        <message>
            <source>Draw a line here</source>
            <translation>Hier eine Linie zeichnen</translation>
        </message>
        <message>
            <source>Draw a cell stroke that joins them</source>
            <translation>Zellstrich zeichnen, der sie verbindet</translation>
        </message>
        <message>
            <source>Draw the boundary between them</source>
            <translation>Grenze zwischen ihnen zeichnen</translation>
        </message>
        <message>
            <source>Draw background over both</source>
            <translation>Beide mit Hintergrund überzeichnen</translation>
        </message>
        <message>
            <source>Draw background over the smaller one</source>
            <translation>Hintergrund über die kleinere zeichnen</translation>
        </message>
        <message>
            <source>Draw a cell stroke here</source>
            <translation>Hier einen Zellstrich zeichnen</translation>
        </message>
        <message>
            <source>Draw background here</source>
            <translation>Hier Hintergrund zeichnen</translation>
        </message>
        <message>
            <source>A cell that you drew is not found.</source>
            <translation>Eine gezeichnete Zelle ist nicht gefunden.</translation>
        </message>
        <message>
            <source>Paint all of it, up to its edge. If background was drawn over it, undo that.</source>
            <translation>Die ganze Zelle ausmalen, bis zum Rand. Hintergrund, der darüber gezeichnet wurde, rückgängig machen.</translation>
        </message>
        <message>
            <source>Cells that you drew are one mask.</source>
            <translation>Mehrere gezeichnete Zellen sind eine Maske.</translation>
        </message>
        <message>
            <source>Two cells? Say so, or press 3 and draw the line between them, from rim to rim.</source>
            <translation>Zwei Zellen? Dann hier antworten oder 3 drücken und die Linie zwischen ihnen ziehen, von Rand zu Rand.</translation>
        </message>
        <message>
            <source>A cell that you filled is only partly covered.</source>
            <translation>Eine ausgemalte Zelle ist nur zum Teil bedeckt.</translation>
        </message>
        <message>
            <source>Fill another one like it, up to its edge, and draw background around both.</source>
            <translation>Eine weitere solche bis zum Rand ausmalen und um beide Hintergrund zeichnen.</translation>
        </message>
        <message>
            <source>A cell that you drew is cut into pieces.</source>
            <translation>Eine gezeichnete Zelle ist in Stücke geteilt.</translation>
        </message>
        <message>
            <source>Draw one long stroke through all of it.</source>
            <translation>Einen langen Strich durch die ganze Zelle zeichnen.</translation>
        </message>
        <message>
            <source>Are cells {one} and {other} one cell or two?</source>
            <translation>Sind die Zellen {one} und {other} eine Zelle oder zwei?</translation>
        </message>
        <message>
            <source>Your answer is drawn as a stroke.</source>
            <translation>Die Antwort wird als Strich gezeichnet.</translation>
        </message>
        <message>
            <source>Draw what you see.</source>
            <translation>Zeichnen, was zu sehen ist.</translation>
        </message>
        <message numerus="yes">
            <source>%n strokes wait for your answers: see below the image</source>
            <extracomment>For one: A stroke waits for your answer: see below the image</extracomment>
            <translation>
                <numerusform>Ein Strich wartet auf eine Antwort: siehe unter dem Bild</numerusform>
                <numerusform>%n Striche warten auf Antworten: siehe unter dem Bild</numerusform>
            </translation>
        </message>
        <message>
            <source>Far fewer cells than before: undo the last stroke, or go back</source>
            <translation>Viel weniger Zellen als zuvor: letzten Strich rückgängig machen oder zurückgehen</translation>
        </message>
        <message numerus="yes">
            <source>%n of your cells are merged: draw a line between them</source>
            <extracomment>For one: One of your cells is merged: draw a line between it and the other</extracomment>
            <translation>
                <numerusform>Eine der gezeichneten Zellen ist mit einer anderen verschmolzen: eine Linie dazwischen zeichnen</numerusform>
                <numerusform>%n der gezeichneten Zellen sind verschmolzen: Linien dazwischen zeichnen</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n of your cells are missed: paint all of each, up to its edge</source>
            <extracomment>For one: One of your cells is missed: paint all of it, up to its edge</extracomment>
            <translation>
                <numerusform>Eine der gezeichneten Zellen fehlt: ganz ausmalen, bis an den Rand</numerusform>
                <numerusform>%n der gezeichneten Zellen fehlen: jede ganz ausmalen, bis an den Rand</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n of your cells are only partly covered: fill another one like them</source>
            <extracomment>For one: One of your cells is only partly covered: fill another one like it</extracomment>
            <translation>
                <numerusform>Eine Zelle ist nur zum Teil bedeckt: eine weitere solche ausmalen</numerusform>
                <numerusform>%n Zellen sind nur zum Teil bedeckt: eine weitere solche ausmalen</numerusform>
            </translation>
        </message>
        <message>
            <source>Not split: draw right across the cell, and leave both parts large enough.</source>
            <translation>Nicht geteilt: quer durch die ganze Zelle ziehen und beide Teile groß genug lassen.</translation>
        </message>
        <message>
            <source>Split into two cells.</source>
            <translation>In zwei Zellen geteilt.</translation>
        </message>
        <message numerus="yes">
            <source>Split: %n more cells.</source>
            <extracomment>For one: Split: %n more cell.</extracomment>
            <translation>
                <numerusform>Geteilt: %n Zelle mehr.</numerusform>
                <numerusform>Geteilt: %n Zellen mehr.</numerusform>
            </translation>
        </message>
        <message>
            <source>This stroke joins two cells into one. Are they two? Then undo it, and draw inside one cell at a time. Until you answer, masks follow it, but nothing is learned from it.</source>
            <translation>Dieser Strich verbindet zwei Zellen zu einer. Sind es zwei? Dann rückgängig machen und immer nur in eine Zelle zeichnen. Bis zur Antwort folgen ihm die Masken, aber es wird nicht aus ihm gelernt.</translation>
        </message>
        <message>
            <source>This line ends inside a cell: draw it right across to split the cell.</source>
            <translation>Diese Linie endet in einer Zelle: ganz durchziehen, um die Zelle zu teilen.</translation>
        </message>
        <message>
            <source>There seems to be no cell under this stroke, or under a large part of it. Is there one? Until you answer, masks follow it, but nothing is learned from it there.</source>
            <translation>Unter diesem Strich oder unter einem großen Teil davon scheint keine Zelle zu sein. Ist da eine? Bis zur Antwort folgen ihm die Masken, aber dort wird nicht aus ihm gelernt.</translation>
        </message>
        <message numerus="yes">
            <source>The program found %n cells under this background stroke. Is it really background? Until you answer, masks follow it, but nothing is learned from it there.</source>
            <extracomment>For one: The program found a cell under this background stroke. Is it really background? Until you answer, masks follow it, but nothing is learned from it there.</extracomment>
            <translation>
                <numerusform>Das Programm hat unter diesem Hintergrundstrich eine Zelle gefunden. Ist dort wirklich Hintergrund? Bis zur Antwort folgen ihm die Masken, aber es wird dort nicht aus ihm gelernt.</numerusform>
                <numerusform>Das Programm hat unter diesem Hintergrundstrich %n Zellen gefunden. Ist dort wirklich Hintergrund? Bis zur Antwort folgen ihm die Masken, aber es wird dort nicht aus ihm gelernt.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n more strokes wait for an answer.</source>
            <extracomment>For one: One more stroke waits for an answer.</extracomment>
            <translation>
                <numerusform>Ein weiterer Strich wartet auf eine Antwort.</numerusform>
                <numerusform>%n weitere Striche warten auf eine Antwort.</numerusform>
            </translation>
        </message>
        <message>
            <source>Take the stroke back</source>
            <translation>Den Strich zurücknehmen</translation>
        </message>
        <message>
            <source>I mean it</source>
            <translation>So gewollt</translation>
        </message>
        <message>
            <source>Learn from the stroke</source>
            <translation>Aus dem Strich lernen</translation>
        </message>
        <message>
            <source>Bring the stroke into view</source>
            <translation>Den Strich ins Bild holen</translation>
        </message>
        <message>
            <source>Erase it</source>
            <translation>Löschen</translation>
        </message>
        <message>
            <source>What the program knew before does not fit this image: it learns from your strokes alone now, with {percent} % fewer mistakes.</source>
            <translation>Das Vorwissen des Programms passt nicht zu diesem Bild: Es lernt jetzt nur noch aus den Strichen, mit {percent} % weniger Fehlern.</translation>
        </message>
        <message>
            <source>Further learning was making the masks worse: the program went back to its best state and goes on in smaller steps.</source>
            <translation>Weiteres Lernen hat die Masken verschlechtert: Das Programm ist zu seinem besten Stand zurückgekehrt und lernt in kleineren Schritten weiter.</translation>
        </message>
        <message>
            <source>What was learned is saved in {file}</source>
            <translation>Das Gelernte ist gespeichert in {file}</translation>
        </message>
        <message>
            <source>File</source>
            <translation>Datei</translation>
        </message>
        <message>
            <source>Edit</source>
            <translation>Bearbeiten</translation>
        </message>
        <message>
            <source>Draw</source>
            <translation>Zeichnen</translation>
        </message>
        <message>
            <source>View</source>
            <translation>Ansicht</translation>
        </message>
        <message>
            <source>Help</source>
            <translation>Hilfe</translation>
        </message>
        <message>
            <source>Open images, in this project or in a new one</source>
            <translation>Bilder öffnen, in diesem Projekt oder in einem neuen</translation>
        </message>
        <message>
            <source>Open folder or project…</source>
            <translation>Ordner oder Projekt öffnen…</translation>
        </message>
        <message>
            <source>Open subfolders, too</source>
            <translation>Auch Unterordner öffnen</translation>
        </message>
        <message>
            <source>Whether the images in the subfolders of a folder are opened, too</source>
            <translation>Ob auch die Bilder in den Unterordnern eines Ordners geöffnet werden</translation>
        </message>
        <message>
            <source>Ask each time</source>
            <translation>Jedes Mal fragen</translation>
        </message>
        <message>
            <source>Ask whether opened images join the project</source>
            <translation>Fragen, ob geöffnete Bilder zum Projekt kommen</translation>
        </message>
        <message>
            <source>Opened images</source>
            <translation>Geöffnete Bilder</translation>
        </message>
        <message>
            <source>Add to the open project</source>
            <translation>Zum offenen Projekt hinzufügen</translation>
        </message>
        <message>
            <source>Begin a new project</source>
            <translation>Neues Projekt beginnen</translation>
        </message>
        <message>
            <source>Add images to the project…</source>
            <translation>Bilder zum Projekt hinzufügen…</translation>
        </message>
        <message>
            <source>Strokes on all images of a project are learned from together</source>
            <translation>Aus den Strichen auf allen Bildern eines Projekts wird gemeinsam gelernt</translation>
        </message>
        <message>
            <source>New project…</source>
            <translation>Neues Projekt…</translation>
        </message>
        <message>
            <source>Begin a project of its own with the images you choose</source>
            <translation>Mit den gewählten Bildern ein eigenes Projekt beginnen</translation>
        </message>
        <message>
            <source>Save project as…</source>
            <translation>Projekt speichern unter…</translation>
        </message>
        <message>
            <source>Everything is saved all the time; this puts a copy elsewhere</source>
            <translation>Alles wird laufend gespeichert; dies legt eine Kopie an anderem Ort ab</translation>
        </message>
        <message>
            <source>Pack project…</source>
            <translation>Projekt packen…</translation>
        </message>
        <message>
            <source>The whole project in one file</source>
            <translation>Das ganze Projekt in einer Datei</translation>
        </message>
        <message>
            <source>Find missing images…</source>
            <translation>Fehlende Bilder suchen…</translation>
        </message>
        <message>
            <source>Where images are that were moved</source>
            <translation>Wo Bilder sind, die verschoben wurden</translation>
        </message>
        <message>
            <source>Import masks or strokes…</source>
            <translation>Masken oder Striche importieren…</translation>
        </message>
        <message>
            <source>Label images, _seg.npy files of Cellpose, or a sketch, for the open image</source>
            <translation>Labelbilder, _seg.npy-Dateien von Cellpose oder eine Skizze, für das offene Bild</translation>
        </message>
        <message>
            <source>Import tracks…</source>
            <translation>Spuren importieren…</translation>
        </message>
        <message>
            <source>Masks and tracks of the open movie, in the format of the Cell Tracking Challenge</source>
            <translation>Masken und Spuren des offenen Films, im Format der Cell Tracking Challenge</translation>
        </message>
        <message>
            <source>Export results…</source>
            <translation>Ergebnisse exportieren…</translation>
        </message>
        <message>
            <source>Masks, counts and measurements as files</source>
            <translation>Masken, Anzahlen und Messwerte als Dateien</translation>
        </message>
        <message>
            <source>No cells are found yet: draw on a few cells and on the background</source>
            <translation>Noch sind keine Zellen gefunden: auf einige Zellen und auf den Hintergrund zeichnen</translation>
        </message>
        <message>
            <source>Next image</source>
            <translation>Nächstes Bild</translation>
        </message>
        <message>
            <source>Previous image</source>
            <translation>Voriges Bild</translation>
        </message>
        <message>
            <source>Next frame</source>
            <translation>Nächstes Einzelbild</translation>
        </message>
        <message>
            <source>The next point in time, or depth, of the same file</source>
            <translation>Der nächste Zeitpunkt, oder die nächste Tiefe, derselben Datei</translation>
        </message>
        <message>
            <source>Previous frame</source>
            <translation>Voriges Einzelbild</translation>
        </message>
        <message>
            <source>Pixel size…</source>
            <translation>Pixelgröße…</translation>
        </message>
        <message>
            <source>How large a pixel is</source>
            <translation>Wie groß ein Pixel ist</translation>
        </message>
        <message>
            <source>Remove image from project</source>
            <translation>Bild aus dem Projekt entfernen</translation>
        </message>
        <message>
            <source>Its file and its strokes stay on the disk</source>
            <translation>Seine Datei und seine Striche bleiben auf dem Datenträger</translation>
        </message>
        <message>
            <source>Show image in its folder</source>
            <translation>Bild in seinem Ordner zeigen</translation>
        </message>
        <message>
            <source>Open the folder with the file of this image</source>
            <translation>Den Ordner mit der Datei dieses Bildes öffnen</translation>
        </message>
        <message>
            <source>Print picture…</source>
            <translation>Bild drucken…</translation>
        </message>
        <message>
            <source>What is shown of the image, with masks and scale bar</source>
            <translation>Was vom Bild zu sehen ist, mit Masken und Maßstab</translation>
        </message>
        <message>
            <source>Quit</source>
            <translation>Beenden</translation>
        </message>
        <message>
            <source>Take back the last edit</source>
            <translation>Die letzte Änderung zurücknehmen</translation>
        </message>
        <message>
            <source>Redo</source>
            <translation>Wiederholen</translation>
        </message>
        <message>
            <source>Bring back what was undone</source>
            <translation>Das Zurückgenommene wiederherstellen</translation>
        </message>
        <message>
            <source>Copy picture</source>
            <translation>Bild kopieren</translation>
        </message>
        <message>
            <source>What is shown of the image, with masks and scale bar, to paste elsewhere</source>
            <translation>Was vom Bild zu sehen ist, mit Masken und Maßstab, zum Einfügen anderswo</translation>
        </message>
        <message>
            <source>Erase all strokes</source>
            <translation>Alle Striche löschen</translation>
        </message>
        <message>
            <source>Can be undone</source>
            <translation>Lässt sich rückgängig machen</translation>
        </message>
        <message>
            <source>Draw inside cells</source>
            <translation>In Zellen zeichnen</translation>
        </message>
        <message>
            <source>Draw where there is no cell. Where cells touch everywhere, leave it out, and draw lines between cells (3)</source>
            <translation>Zeichnen, wo keine Zelle ist. Wo sich Zellen überall berühren, weglassen und Linien zwischen den Zellen zeichnen (3)</translation>
        </message>
        <message>
            <source>Boundary</source>
            <translation>Grenze</translation>
        </message>
        <message>
            <source>Draw the line between cells that touch</source>
            <translation>Die Linie zwischen Zellen zeichnen, die sich berühren</translation>
        </message>
        <message>
            <source>Erase strokes (or hold Alt with any brush)</source>
            <translation>Striche radieren (oder mit jedem Pinsel Alt gedrückt halten)</translation>
        </message>
        <message>
            <source>Click a cell that is right: the program learns it</source>
            <translation>Eine richtige Zelle anklicken: Das Programm lernt sie</translation>
        </message>
        <message>
            <source>Reject</source>
            <translation>Ablehnen</translation>
        </message>
        <message>
            <source>Click a mask that is not a cell: it becomes background</source>
            <translation>Eine Maske anklicken, die keine Zelle ist: Sie wird Hintergrund</translation>
        </message>
        <message>
            <source>Edit cells</source>
            <translation>Zellen bearbeiten</translation>
        </message>
        <message>
            <source>Drag across a cell to split it; click a part of a cell, then Shift+click the other to merge them; Ctrl+click to delete</source>
            <translation>Quer über eine Zelle ziehen, um sie zu teilen; einen Teil einer Zelle anklicken, dann den anderen mit Umschalt+Klick, um sie zu verbinden; Strg+Klick zum Löschen</translation>
        </message>
        <message>
            <source>Move</source>
            <translation>Verschieben</translation>
        </message>
        <message>
            <source>Drag the picture (or hold Space with any tool), click a cell to select it</source>
            <translation>Das Bild ziehen (oder mit jedem Werkzeug die Leertaste halten), eine Zelle zum Auswählen anklicken</translation>
        </message>
        <message>
            <source>Kinds of cells…</source>
            <translation>Zellarten…</translation>
        </message>
        <message>
            <source>Several kinds, each with a colour, a brush and a count</source>
            <translation>Mehrere Arten, jede mit Farbe, Pinsel und Anzahl</translation>
        </message>
        <message>
            <source>Smaller brush</source>
            <translation>Kleinerer Pinsel</translation>
        </message>
        <message>
            <source>Larger brush</source>
            <translation>Größerer Pinsel</translation>
        </message>
        <message>
            <source>Fill closed loops</source>
            <translation>Schleifen füllen</translation>
        </message>
        <message>
            <source>What a stroke encloses is filled</source>
            <translation>Was ein Strich umschließt, wird gefüllt</translation>
        </message>
        <message>
            <source>Do not paint over strokes</source>
            <translation>Striche nicht übermalen</translation>
        </message>
        <message>
            <source>New strokes do not paint over old ones</source>
            <translation>Neue Striche übermalen alte nicht</translation>
        </message>
        <message>
            <source>Pen pressure sets the size</source>
            <translation>Stiftdruck bestimmt die Größe</translation>
        </message>
        <message>
            <source>Select all cells</source>
            <translation>Alle Zellen auswählen</translation>
        </message>
        <message>
            <source>Or click cells with Move or Edit cells; Shift+drag selects several</source>
            <translation>Oder Zellen mit Verschieben oder Zellen bearbeiten anklicken; Umschalt+Ziehen wählt mehrere aus</translation>
        </message>
        <message>
            <source>Merge selected cells</source>
            <translation>Ausgewählte Zellen verbinden</translation>
        </message>
        <message>
            <source>Make one cell of them; can be undone</source>
            <translation>Eine Zelle daraus machen; lässt sich rückgängig machen</translation>
        </message>
        <message>
            <source>Delete selected cells</source>
            <translation>Ausgewählte Zellen löschen</translation>
        </message>
        <message>
            <source>They are not cells; can be undone</source>
            <translation>Sie sind keine Zellen; lässt sich rückgängig machen</translation>
        </message>
        <message>
            <source>Delete the cells that the filters leave out; can be undone</source>
            <translation>Die Zellen löschen, die durch die Filter wegfallen; lässt sich rückgängig machen</translation>
        </message>
        <message>
            <source>Use the strokes of the previous frame here</source>
            <translation>Striche des vorigen Einzelbilds</translation>
        </message>
        <message>
            <source>Draw its cell strokes here, moved along with cells that are linked; can be undone</source>
            <translation>Seine Zellstriche hier zeichnen, mit verknüpften Zellen mitbewegt; lässt sich rückgängig machen</translation>
        </message>
        <message>
            <source>Use the cells of the previous frame here</source>
            <translation>Zellen des vorigen Einzelbilds</translation>
        </message>
        <message>
            <source>Propose its masks here, each where the image under it is found again</source>
            <translation>Schlägt seine Masken hier vor, jede dort, wo das Bild unter ihr wiedergefunden wird</translation>
        </message>
        <message>
            <source>Follow each cell through all frames of the movie or slices of the stack</source>
            <translation>Jede Zelle durch alle Einzelbilder des Films oder Ebenen des Stapels verfolgen</translation>
        </message>
        <message>
            <source>Needs a movie or stack in one file, with masks on every frame. If each frame is a file: in Fiji, File &gt; Import &gt; Image Sequence, then save as TIFF</source>
            <translation>Braucht einen Film oder Stapel in einer Datei, mit Masken auf jedem Einzelbild. Ist jedes Einzelbild eine Datei: in Fiji File &gt; Import &gt; Image Sequence, dann als TIFF speichern</translation>
        </message>
        <message>
            <source>Click the same cell in another frame: both are one cell from then on</source>
            <translation>Dieselbe Zelle in einem anderen Einzelbild anklicken: Von da an sind beide eine Zelle</translation>
        </message>
        <message>
            <source>Cut the link before this frame</source>
            <translation>Verknüpfung davor trennen</translation>
        </message>
        <message>
            <source>What the cell was in earlier frames is another cell</source>
            <translation>Was die Zelle in früheren Einzelbildern war, ist eine andere Zelle</translation>
        </message>
        <message>
            <source>The selected cell divides: click its daughters in a later frame</source>
            <translation>Die ausgewählte Zelle teilt sich: ihre Tochterzellen in einem späteren Einzelbild anklicken</translation>
        </message>
        <message>
            <source>Go to the next place where a link may be wrong</source>
            <translation>Zur nächsten Stelle gehen, an der eine Verknüpfung falsch sein kann</translation>
        </message>
        <message>
            <source>This link is right</source>
            <translation>Diese Verknüpfung ist richtig</translation>
        </message>
        <message>
            <source>Take the doubtful link off the list; can be undone</source>
            <translation>Die zweifelhafte Verknüpfung von der Liste nehmen; lässt sich rückgängig machen</translation>
        </message>
        <message>
            <source>Fit to window</source>
            <translation>An Fenster anpassen</translation>
        </message>
        <message>
            <source>Actual size</source>
            <translation>Tatsächliche Größe</translation>
        </message>
        <message>
            <source>Zoom in</source>
            <translation>Vergrößern</translation>
        </message>
        <message>
            <source>Zoom out</source>
            <translation>Verkleinern</translation>
        </message>
        <message>
            <source>Masks</source>
            <translation>Masken</translation>
        </message>
        <message>
            <source>Outlines</source>
            <translation>Umrisse</translation>
        </message>
        <message>
            <source>Strokes</source>
            <translation>Striche</translation>
        </message>
        <message>
            <source>Cell numbers</source>
            <translation>Zellnummern</translation>
        </message>
        <message>
            <source>The numbers of the cells, as in the table</source>
            <translation>Die Nummern der Zellen, wie in der Tabelle</translation>
        </message>
        <message>
            <source>Known from your strokes</source>
            <translation>Aus Strichen bekannt</translation>
        </message>
        <message>
            <source>Where your strokes determine how far it is to the cell's edge</source>
            <translation>Wo die Striche bestimmen, wie weit es bis zum Rand der Zelle ist</translation>
        </message>
        <message>
            <source>Distance</source>
            <translation>Distanz</translation>
        </message>
        <message>
            <source>How deep inside a cell the program thinks each pixel lies</source>
            <translation>Wie tief in einer Zelle jedes Pixel nach Meinung des Programms liegt</translation>
        </message>
        <message>
            <source>Flow</source>
            <translation>Fluss</translation>
        </message>
        <message>
            <source>Which way the program thinks the middle of the cell lies</source>
            <translation>Wo nach Meinung des Programms die Mitte der Zelle liegt</translation>
        </message>
        <message>
            <source>Uncertainty</source>
            <translation>Unsicherheit</translation>
        </message>
        <message>
            <source>Where the program is not sure</source>
            <translation>Wo das Programm nicht sicher ist</translation>
        </message>
        <message>
            <source>Only the picture</source>
            <translation>Nur das Bild</translation>
        </message>
        <message>
            <source>Hide masks and strokes, and show them again</source>
            <translation>Masken und Striche ausblenden und wieder zeigen</translation>
        </message>
        <message>
            <source>Preview box</source>
            <translation>Vorschaurahmen</translation>
        </message>
        <message>
            <source>Keep the masks in a box up to date first</source>
            <translation>Die Masken in einem Rahmen zuerst auf dem neuesten Stand halten</translation>
        </message>
        <message>
            <source>Side views</source>
            <translation>Seitenansichten</translation>
        </message>
        <message>
            <source>Sections of a stack beside the open slice, through the place of the pointer</source>
            <translation>Schnitte durch einen Stapel neben der offenen Ebene, an der Stelle des Zeigers</translation>
        </message>
        <message>
            <source>Measurements of every cell, plots, and filters</source>
            <translation>Messwerte jeder Zelle, Diagramme und Filter</translation>
        </message>
        <message>
            <source>Full screen</source>
            <translation>Vollbild</translation>
        </message>
        <message>
            <source>System</source>
            <translation>System</translation>
        </message>
        <message>
            <source>Theme</source>
            <translation>Farbschema</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>Hell</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>Dunkel</translation>
        </message>
        <message>
            <source>As the system</source>
            <translation>Wie das System</translation>
        </message>
        <message>
            <source>Used when Sketchpose is opened again</source>
            <translation>Gilt, wenn Sketchpose wieder geöffnet wird</translation>
        </message>
        <message>
            <source>Language</source>
            <translation>Sprache (Language)</translation>
        </message>
        <message>
            <source>English</source>
            <translation>English</translation>
        </message>
        <message>
            <source>Deutsch</source>
            <translation>Deutsch</translation>
        </message>
        <message>
            <source>Start or pause</source>
            <translation>Starten oder anhalten</translation>
        </message>
        <message>
            <source>Learn from the strokes while you draw</source>
            <translation>Beim Zeichnen aus den Strichen lernen</translation>
        </message>
        <message>
            <source>Go to the place where a stroke helps most</source>
            <translation>Zu der Stelle gehen, an der ein Strich am meisten hilft</translation>
        </message>
        <message>
            <source>No such place is known: draw on a few cells and on the background, and let the program learn. Once it has, it is sure of all it sees here.</source>
            <translation>Noch ist keine solche Stelle bekannt: auf einige Zellen und auf den Hintergrund zeichnen und das Programm lernen lassen. Hat es gelernt, ist es hier überall sicher.</translation>
        </message>
        <message>
            <source>Segment all images…</source>
            <translation>Alle Bilder segmentieren…</translation>
        </message>
        <message>
            <source>Find the cells of all images with what was learned</source>
            <translation>Die Zellen aller Bilder mit dem Gelernten finden</translation>
        </message>
        <message>
            <source>Forget what was learned</source>
            <translation>Gelerntes vergessen</translation>
        </message>
        <message>
            <source>Start again from the network that Sketchpose comes with; your strokes stay</source>
            <translation>Wieder mit dem mitgelieferten Netz von Sketchpose beginnen; die Striche bleiben</translation>
        </message>
        <message>
            <source>Start learning from…</source>
            <translation>Lernen beginnen mit…</translation>
        </message>
        <message>
            <source>What was learned elsewhere, by Omnipose or Cellpose, too</source>
            <translation>Was anderswo gelernt wurde, auch von Omnipose oder Cellpose</translation>
        </message>
        <message>
            <source>Save what was learned…</source>
            <translation>Gelerntes speichern…</translation>
        </message>
        <message>
            <source>As a file, for other images and projects</source>
            <translation>Als Datei, für andere Bilder und Projekte</translation>
        </message>
        <message>
            <source>Nothing is learned yet: draw on a few cells and on the background</source>
            <translation>Noch ist nichts gelernt: auf einige Zellen und auf den Hintergrund zeichnen</translation>
        </message>
        <message>
            <source>Learn from all images with strokes</source>
            <translation>Aus allen Bildern mit Strichen lernen</translation>
        </message>
        <message>
            <source>Stop when nothing changes</source>
            <translation>Aufhören, wenn sich nichts ändert</translation>
        </message>
        <message>
            <source>Learning ends when the masks have stayed the same for a while</source>
            <translation>Das Lernen endet, wenn die Masken eine Weile gleich geblieben sind</translation>
        </message>
        <message>
            <source>First steps</source>
            <translation>Erste Schritte</translation>
        </message>
        <message>
            <source>Show the three hints again</source>
            <translation>Die drei Hinweise noch einmal zeigen</translation>
        </message>
        <message>
            <source>Check this installation…</source>
            <translation>Installation prüfen…</translation>
        </message>
        <message>
            <source>Try out whether everything works on this computer</source>
            <translation>Ausprobieren, ob auf diesem Computer alles funktioniert</translation>
        </message>
        <message>
            <source>How Sketchpose computes on a graphics card</source>
            <translation>Wie Sketchpose auf einer Grafikkarte rechnet</translation>
        </message>
        <message>
            <source>Open the log file</source>
            <translation>Protokolldatei öffnen</translation>
        </message>
        <message>
            <source>Recent projects</source>
            <translation>Zuletzt geöffnete Projekte</translation>
        </message>
        <message>
            <source>Panels</source>
            <translation>Bereiche</translation>
        </message>
        <message>
            <source>Arrow keys move a knob, Space changes to the other one</source>
            <translation>Pfeiltasten bewegen einen Griff, die Leertaste wechselt zum anderen</translation>
        </message>
        <message>
            <source>The language changes when Sketchpose is opened again.</source>
            <translation>Die Sprache ändert sich, wenn Sketchpose wieder geöffnet wird.</translation>
        </message>
        <message>
            <source>Tools</source>
            <translation>Werkzeuge</translation>
        </message>
        <message>
            <source>Choose the folder where the images are now</source>
            <translation>Den Ordner wählen, in dem die Bilder jetzt sind</translation>
        </message>
        <message numerus="yes">
            <source>%n images found, {missing} still missing.</source>
            <extracomment>For one: %n image found, {missing} still missing.</extracomment>
            <translation>
                <numerusform>%n Bild gefunden, {missing} fehlen noch.</numerusform>
                <numerusform>%n Bilder gefunden, {missing} fehlen noch.</numerusform>
            </translation>
        </message>
        <message>
            <source>The image file was replaced</source>
            <translation>Die Bilddatei wurde ersetzt</translation>
        </message>
        <message>
            <source>Continue</source>
            <translation>Weiter</translation>
        </message>
        <message>
            <source>None of these</source>
            <translation>Keine davon</translation>
        </message>
        <message>
            <source>The image stays missing</source>
            <translation>Das Bild fehlt weiterhin</translation>
        </message>
        <message>
            <source>Find missing images</source>
            <translation>Fehlende Bilder suchen</translation>
        </message>
        <message>
            <source>Which file is {file}, which was in {folder}? There are several of this name, or its contents are not those that the project remembers.</source>
            <translation>Welche Datei ist {file}, die in {folder} war? Es gibt mehrere mit diesem Namen, oder ihr Inhalt ist nicht der, den das Projekt kennt.</translation>
        </message>
        <message>
            <source>Find the old {file}</source>
            <translation>Die alte Datei {file} suchen</translation>
        </message>
        <message>
            <source>All images of the project are in their place.</source>
            <translation>Alle Bilder des Projekts sind an ihrem Ort.</translation>
        </message>
        <message>
            <source>Keep the strokes</source>
            <translation>Striche behalten</translation>
        </message>
        <message>
            <source>Begin anew</source>
            <translation>Neu beginnen</translation>
        </message>
        <message>
            <source>Strokes and masks are kept in the project's folder, in files that end in .replaced</source>
            <translation>Striche und Masken bleiben im Ordner des Projekts, in Dateien, die auf .replaced enden</translation>
        </message>
        <message>
            <source>Find the old file</source>
            <translation>Die alte Datei suchen</translation>
        </message>
        <message>
            <source>Choose where it is now</source>
            <translation>Wählen, wo sie jetzt ist</translation>
        </message>
        <message>
            <source>It is the same picture, saved again</source>
            <translation>Es ist dasselbe Bild, neu gespeichert</translation>
        </message>
        <message>
            <source>Strokes and masks stay as they are</source>
            <translation>Striche und Masken bleiben, wie sie sind</translation>
        </message>
        <message>
            <source>They fit this picture, too; masks are computed again</source>
            <translation>Sie passen auch zu diesem Bild; die Masken werden neu berechnet</translation>
        </message>
        <message>
            <source>The pictures differ in size: strokes stay at the upper left, and what lies beyond the edge is cut off; masks are computed again</source>
            <translation>Die Bilder sind verschieden groß: Striche bleiben links oben, und was über den Rand ragt, wird abgeschnitten; die Masken werden neu berechnet</translation>
        </message>
        <message>
            <source>The project that is open is an example.</source>
            <translation>Das offene Projekt ist ein Beispiel.</translation>
        </message>
        <message>
            <source>They come from another folder than the images of this project.</source>
            <translation>Sie kommen aus einem anderen Ordner als die Bilder dieses Projekts.</translation>
        </message>
        <message>
            <source>Their size or channels are not those of the images of this project.</source>
            <translation>Größe oder Kanäle sind nicht die der Bilder dieses Projekts.</translation>
        </message>
        <message>
            <source>This project has no images.</source>
            <translation>Dieses Projekt hat keine Bilder.</translation>
        </message>
        <message>
            <source>They are in the folder of this project's images.</source>
            <translation>Sie liegen im Ordner der Bilder dieses Projekts.</translation>
        </message>
        <message>
            <source>You chose a new project last time.</source>
            <translation>Ein neues Projekt war beim letzten Mal gewählt.</translation>
        </message>
        <message>
            <source>Open a folder of images or a project</source>
            <translation>Einen Ordner mit Bildern oder ein Projekt öffnen</translation>
        </message>
        <message>
            <source>Folder with the tracks of this movie</source>
            <translation>Ordner mit den Spuren dieses Films</translation>
        </message>
        <message>
            <source>Open images</source>
            <translation>Bilder öffnen</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>Öffnen</translation>
        </message>
        <message>
            <source>Images and packed projects ({kinds});;All files (*)</source>
            <translation>Bilder und gepackte Projekte ({kinds});;Alle Dateien (*)</translation>
        </message>
        <message>
            <source>New project: choose its images</source>
            <translation>Neues Projekt: seine Bilder wählen</translation>
        </message>
        <message>
            <source>Add to “{project}”</source>
            <translation>Zu „{project}“ hinzufügen</translation>
        </message>
        <message>
            <source>Learning goes on, from the strokes on all of its images</source>
            <translation>Das Lernen geht weiter, aus den Strichen auf allen seinen Bildern</translation>
        </message>
        <message>
            <source>New project</source>
            <translation>Neues Projekt</translation>
        </message>
        <message>
            <source>Learning starts from scratch; “{project}” stays as it is</source>
            <translation>Das Lernen beginnt von vorn; „{project}“ bleibt, wie es ist</translation>
        </message>
        <message>
            <source>Remember this (to change it: File, Opened images)</source>
            <translation>Auswahl merken (zum Ändern: Datei, Geöffnete Bilder)</translation>
        </message>
        <message>
            <source>Add the images to this project, or start a new one?</source>
            <translation>Die Bilder zu diesem Projekt hinzufügen oder ein neues beginnen?</translation>
        </message>
        <message>
            <source>The picture is copied ({size} pixels): paste it.</source>
            <translation>Das Bild ist kopiert ({size} Pixel): einfügen.</translation>
        </message>
        <message>
            <source>x {x}  y {y}   value {values}</source>
            <translation>x {x}  y {y}   Wert {values}</translation>
        </message>
        <message>
            <source>cell {number}</source>
            <translation>Zelle {number}</translation>
        </message>
        <message>
            <source>What was learned (*.safetensors)</source>
            <translation>Gelerntes (*.safetensors)</translation>
        </message>
        <message>
            <source>Masks (*.tif *.tiff *.png *.npy);;All files (*)</source>
            <translation>Masken (*.tif *.tiff *.png *.npy);;Alle Dateien (*)</translation>
        </message>
        <message>
            <source>Packed projects (*.sketchpose *.zip)</source>
            <translation>Gepackte Projekte (*.sketchpose *.zip)</translation>
        </message>
        <message numerus="yes">
            <source>all %n frames of this image</source>
            <extracomment>For one: the frame of this image</extracomment>
            <translation>
                <numerusform>im Einzelbild dieses Bildes</numerusform>
                <numerusform>in allen %n Einzelbildern dieses Bildes</numerusform>
            </translation>
        </message>
        <message>
            <source>Save project as (a new folder)</source>
            <translation>Projekt speichern unter (ein neuer Ordner)</translation>
        </message>
        <message>
            <source>Pack project</source>
            <translation>Projekt packen</translation>
        </message>
        <message>
            <source>Everything of this project in one file, for a colleague or an archive. Open it with File, Open images, or drop it into the window. It is a zip file.</source>
            <translation>Alles aus diesem Projekt in einer Datei, für Kollegen oder ein Archiv. Zum Öffnen Datei, Bilder öffnen, wählen oder ins Fenster ziehen. Es ist eine ZIP-Datei.</translation>
        </message>
        <message>
            <source>Choose the file…</source>
            <translation>Datei wählen…</translation>
        </message>
        <message>
            <source>Masks of this image</source>
            <translation>Masken dieses Bildes</translation>
        </message>
        <message>
            <source>Import masks or strokes</source>
            <translation>Masken oder Striche importieren</translation>
        </message>
        <message>
            <source>What is in {file}?</source>
            <translation>Was enthält {file}?</translation>
        </message>
        <message>
            <source>Import</source>
            <translation>Importieren</translation>
        </message>
        <message>
            <source>Segment all images</source>
            <translation>Alle Bilder segmentieren</translation>
        </message>
        <message>
            <source>Find cells in {images} with what has been learned. You can keep drawing; learning pauses, and goes on with your next stroke.</source>
            <translation>Zellen {images} mit dem Gelernten finden. Weiterzeichnen ist möglich; das Lernen pausiert und geht mit dem nächsten Strich weiter.</translation>
        </message>
        <message>
            <source>Segment</source>
            <translation>Segmentieren</translation>
        </message>
        <message numerus="yes">
            <source>all %n images</source>
            <extracomment>For one: the image of this project</extracomment>
            <translation>
                <numerusform>im Bild dieses Projekts</numerusform>
                <numerusform>in allen %n Bildern</numerusform>
            </translation>
        </message>
        <message>
            <source>the image of this project</source>
            <translation>im Bild dieses Projekts</translation>
        </message>
        <message>
            <source>Save what was learned</source>
            <translation>Gelerntes speichern</translation>
        </message>
        <message>
            <source>Z-stacks: maximum projection only</source>
            <translation>Z-Stapel: nur die Maximumsprojektion</translation>
        </message>
        <message>
            <source>All images</source>
            <translation>Alle Bilder</translation>
        </message>
        <message>
            <source>Existing masks are replaced; your corrections are kept</source>
            <translation>Vorhandene Masken werden ersetzt; Korrekturen bleiben</translation>
        </message>
        <message>
            <source>Only images without masks</source>
            <translation>Nur Bilder ohne Masken</translation>
        </message>
        <message>
            <source>Images and frames that have masks stay as they are</source>
            <translation>Bilder und Einzelbilder, die Masken haben, bleiben wie sie sind</translation>
        </message>
        <message>
            <source>Go on where it was stopped</source>
            <translation>Dort weitermachen, wo aufgehört wurde</translation>
        </message>
        <message>
            <source>With what was learned when it was begun</source>
            <translation>Mit dem, was zu Beginn gelernt war</translation>
        </message>
        <message>
            <source>With its images</source>
            <translation>Mit den Bildern</translation>
        </message>
        <message>
            <source>Nothing else is needed to go on with it</source>
            <translation>Sonst wird zum Weiterarbeiten nichts gebraucht</translation>
        </message>
        <message>
            <source>Without images</source>
            <translation>Ohne Bilder</translation>
        </message>
        <message>
            <source>Smaller; the colleague has the same images</source>
            <translation>Kleiner; die Kollegen haben dieselben Bilder</translation>
        </message>
        <message>
            <source>A result to go on with</source>
            <translation>Ein Ergebnis zum Weiterarbeiten</translation>
        </message>
        <message>
            <source>They replace the masks that are shown</source>
            <translation>Sie ersetzen die gezeigten Masken</translation>
        </message>
        <message>
            <source>Right, everywhere</source>
            <translation>Überall richtig</translation>
        </message>
        <message>
            <source>They become strokes of cells, background and boundaries: it is learned from them. Can be undone.</source>
            <translation>Daraus werden Striche von Zellen, Hintergrund und Grenzen: Aus ihnen wird gelernt. Lässt sich rückgängig machen.</translation>
        </message>
        <message>
            <source>0 nothing, 1 background, 2 cell, 3 boundary, as Sketchpose exports them. They are drawn over those that are there. Can be undone.</source>
            <translation>0 nichts, 1 Hintergrund, 2 Zelle, 3 Grenze, wie Sketchpose sie exportiert. Sie werden über die vorhandenen gezeichnet. Lässt sich rückgängig machen.</translation>
        </message>
        <message>
            <source>None yet</source>
            <translation>Noch keine</translation>
        </message>
        <message>
            <source>CPU</source>
            <translation>CPU</translation>
        </message>
        <message>
            <source>GPU</source>
            <translation>GPU</translation>
        </message>
        <message>
            <source>Apple GPU</source>
            <translation>Apple-GPU</translation>
        </message>
        <message>
            <source>Progress</source>
            <translation>Fortschritt</translation>
        </message>
        <message>
            <source>Change the pixel size</source>
            <translation>Pixelgröße ändern</translation>
        </message>
        <message>
            <source>Choose the zoom</source>
            <translation>Zoom wählen</translation>
        </message>
        <message>
            <source>Zoom</source>
            <translation>Zoom</translation>
        </message>
        <message>
            <source>1 px = {size} µm</source>
            <translation>1 px = {size} µm</translation>
        </message>
        <message>
            <source>Pixel size unknown</source>
            <translation>Pixelgröße unbekannt</translation>
        </message>
        <message>
            <source>Running on: {processor}</source>
            <translation>Rechnet auf: {processor}</translation>
        </message>
        <message>
            <source>Cells are taken to be about {width} px wide</source>
            <translation>Angenommene Breite der Zellen: etwa {width} px</translation>
        </message>
        <message>
            <source>its path is too long for this system: choose a folder with a shorter path</source>
            <translation>der Pfad ist zu lang für dieses System: einen Ordner mit kürzerem Pfad wählen</translation>
        </message>
        <message>
            <source>its contents are only in the cloud, and could not be fetched: connect to the internet, or choose Always keep on this device in its menu</source>
            <translation>der Inhalt liegt nur in der Cloud und war nicht abrufbar: mit dem Internet verbinden, oder im Kontextmenü der Datei Immer auf diesem Gerät behalten wählen</translation>
        </message>
        <message>
            <source>{file} cannot be saved in {folder}: {reason}.</source>
            <translation>{file} lässt sich nicht in {folder} speichern: {reason}.</translation>
        </message>
        <message>
            <source>{file} cannot be read in {folder}: {reason}.</source>
            <translation>{file} in {folder} ist nicht lesbar: {reason}.</translation>
        </message>
        <message>
            <source>the disk is full: free some space and try again</source>
            <translation>der Datenträger ist voll; Platz schaffen und noch einmal versuchen</translation>
        </message>
        <message>
            <source>it may not be written: close it in other programs, or choose another folder</source>
            <translation>Schreiben ist nicht erlaubt; in anderen Programmen schließen oder einen anderen Ordner wählen</translation>
        </message>
        <message>
            <source>there is no such folder: create it first</source>
            <translation>den Ordner gibt es nicht; erst anlegen</translation>
        </message>
        <message>
            <source>it may not be read: ask for access to it</source>
            <translation>Lesen ist nicht erlaubt; Zugriff erbitten</translation>
        </message>
        <message>
            <source>it is gone: connect its drive or network again</source>
            <translation>die Datei ist weg; Laufwerk oder Netzwerk wieder verbinden</translation>
        </message>
        <message>
            <source>{file} is a file where a folder is needed: choose another name.</source>
            <translation>{file} ist eine Datei, wo ein Ordner gebraucht wird: einen anderen Namen wählen.</translation>
        </message>
        <message>
            <source>The folder {folder} cannot be made ({reason}): choose another one.</source>
            <translation>Der Ordner {folder} lässt sich nicht anlegen ({reason}): einen anderen wählen.</translation>
        </message>
        <message>
            <source>The licences are not known, as Sketchpose was not installed: install it with pip.</source>
            <translation>Die Lizenzen sind unbekannt, da Sketchpose nicht installiert wurde: mit pip installieren.</translation>
        </message>
        <message>
            <source>There is no folder {folder}: check its name.</source>
            <translation>Den Ordner {folder} gibt es nicht: den Namen prüfen.</translation>
        </message>
        <message>
            <source>The folder {folder} cannot be read: {reason}.</source>
            <translation>Der Ordner {folder} ist nicht lesbar: {reason}.</translation>
        </message>
        <message>
            <source>{file} is damaged, incomplete or not a {formats} image: save it again as TIFF, for example with Fiji.</source>
            <translation>{file} ist beschädigt, unvollständig oder kein Bild der Art {formats}: neu als TIFF speichern, zum Beispiel mit Fiji.</translation>
        </message>
        <message>
            <source>{file} is a folder: choose an image file in it.</source>
            <translation>{file} ist ein Ordner: eine Bilddatei darin wählen.</translation>
        </message>
        <message>
            <source>{file} is a device or a pipe: choose an image file.</source>
            <translation>{file} ist ein Gerät oder eine Pipe: eine Bilddatei wählen.</translation>
        </message>
        <message>
            <source>There is no file {file}: check its name and folder.</source>
            <translation>Die Datei {file} gibt es nicht: Namen und Ordner prüfen.</translation>
        </message>
        <message>
            <source>{file} may not be read: ask for access to this file.</source>
            <translation>{file} darf nicht gelesen werden: Zugriff auf diese Datei erbitten.</translation>
        </message>
        <message>
            <source>{file} is only {width} x {height} pixels: choose an image of at least {least} x {least} pixels.</source>
            <translation>{file} hat nur {width} x {height} Pixel: ein Bild mit mindestens {least} x {least} Pixeln wählen.</translation>
        </message>
        <message>
            <source>{file} holds complex numbers: save its magnitude as an image of real numbers.</source>
            <translation>{file} enthält komplexe Zahlen: den Betrag als Bild mit reellen Zahlen speichern.</translation>
        </message>
        <message>
            <source>{file} has {count} pixel(s) that are not a number or infinite: replace them, for example by 0, and save it again.</source>
            <translation>{file} hat {count} Pixel ohne Zahl oder mit unendlichem Wert: sie ersetzen, zum Beispiel durch 0, und neu speichern.</translation>
        </message>
        <message>
            <source>scene</source>
            <translation>Szene</translation>
        </message>
        <message>
            <source>point in time</source>
            <translation>Zeitpunkt</translation>
        </message>
        <message>
            <source>depth</source>
            <translation>Tiefe</translation>
        </message>
        <message>
            <source>{file} has no {axis} {number}: choose one from 1 to {count}.</source>
            <translation>In {file} gibt es das nicht: {axis} {number}. Eine Zahl von 1 bis {count} wählen.</translation>
        </message>
        <message>
            <source>{file} is too large for this computer: crop it first.</source>
            <translation>{file} ist zu groß für diesen Computer: erst zuschneiden.</translation>
        </message>
        <message>
            <source>{file} has no {axis} {number}: there is only one.</source>
            <translation>In {file} gibt es das nicht: {axis} {number}. Es gibt nur eine.</translation>
        </message>
        <message>
            <source>{name} is a mask in black and white: each of its {count} connected areas is taken for one cell, so cells that touch are one.</source>
            <translation>{name} ist eine Maske in Schwarz und Weiß: Jede der {count} zusammenhängenden Flächen gilt als eine Zelle; Zellen, die sich berühren, sind also eine.</translation>
        </message>
        <message>
            <source>{name} is a mask in black and white with one white area and {count} holes in it, and is taken for one cell: if the cells are black, invert it first, for example with Fiji.</source>
            <translation>{name} ist eine Maske in Schwarz und Weiß mit einer weißen Fläche und {count} Löchern darin und gilt als eine Zelle: Falls die Zellen schwarz sind, erst umkehren, zum Beispiel mit Fiji.</translation>
        </message>
        <message>
            <source>{file} holds no masks that can be read: choose a label image, or a _seg.npy file of Cellpose.</source>
            <translation>{file} enthält keine lesbaren Masken: ein Labelbild oder eine _seg.npy-Datei von Cellpose wählen.</translation>
        </message>
        <message>
            <source>{file} holds no masks of a single image but a stack of {count}: open an image with as many frames, or save the masks of each frame as a file of its own.</source>
            <translation>{file} enthält keine Masken eines einzelnen Bildes, sondern einen Stapel von {count}: ein Bild mit ebenso vielen Einzelbildern öffnen oder die Masken jedes Einzelbilds in einer eigenen Datei speichern.</translation>
        </message>
        <message>
            <source>The masks in {file} are {size} pixels but the image is {width} x {height}: choose the masks of this image.</source>
            <translation>Die Masken in {file} haben {size} Pixel, das Bild aber {width} x {height}: die Masken dieses Bildes wählen.</translation>
        </message>
        <message>
            <source>{name} holds nothing but {low} and {high}, so these are classes of pixels, not numbers of cells: make the background 0, or export the objects instead.</source>
            <translation>{name} enthält nur {low} und {high}; das sind Klassen von Pixeln, keine Nummern von Zellen: den Hintergrund zu 0 machen oder stattdessen die Objekte exportieren.</translation>
        </message>
        <message>
            <source>{file} holds masks of {count} frames, but the image has {frames}: choose the masks of this image, or save those of this frame as a file of its own.</source>
            <translation>{file} enthält Masken von {count} Einzelbildern, das Bild hat aber {frames}: die Masken dieses Bildes wählen oder die dieses Einzelbilds in einer eigenen Datei speichern.</translation>
        </message>
        <message>
            <source>There is no file {file}: check its name.</source>
            <translation>Die Datei {file} gibt es nicht: den Namen prüfen.</translation>
        </message>
        <message>
            <source>{file} has {count} channels where one number a pixel is needed: save it as a label image with a single channel, not as a colour picture.</source>
            <translation>{file} hat {count} Kanäle, gebraucht wird aber eine Zahl je Pixel: als Labelbild mit einem einzigen Kanal speichern, nicht als Farbbild.</translation>
        </message>
        <message>
            <source>{file} is compressed in a way that changes its values, as JPEG does, so its numbers are not those that were saved: save it again as PNG, or as TIFF without compression or with LZW, from the program that made it.</source>
            <translation>{file} ist so komprimiert, dass sich Werte ändern, wie bei JPEG; die Zahlen sind also nicht die gespeicherten: mit dem Programm, aus dem sie stammt, neu als PNG speichern oder als TIFF ohne Kompression oder mit LZW.</translation>
        </message>
        <message>
            <source>{file} holds values that cannot number an object: use whole numbers from 0 (background) to 2147483647.</source>
            <translation>{file} enthält Werte, die kein Objekt nummerieren können: ganze Zahlen von 0 (Hintergrund) bis 2147483647 verwenden.</translation>
        </message>
        <message>
            <source>{subject} is {size} pixels but its image is {width} x {height}: give the sketch that was drawn on this image.</source>
            <translation>{subject} hat {size} Pixel, das Bild dazu aber {width} x {height}: die Skizze angeben, die auf diesem Bild gezeichnet wurde.</translation>
        </message>
        <message>
            <source>{subject} holds the unknown value(s) {some}: use 0 for nothing, 1 for background, 2 for cells, 3 for boundaries, from 4 for cells of other classes.</source>
            <translation>{subject} enthält unbekannte Werte: {some}. Bedeutung: 0 nichts, 1 Hintergrund, 2 Zellen, 3 Grenzen, ab 4 Zellen anderer Klassen.</translation>
        </message>
        <message>
            <source>{subject} is empty: draw a few strokes first.</source>
            <translation>{subject} ist leer: erst ein paar Striche zeichnen.</translation>
        </message>
        <message>
            <source>The sketch {file} is a stack of {count} frames: save the frame that was drawn as an image of its own.</source>
            <translation>Die Skizze {file} ist ein Stapel von {count} Einzelbildern: das gezeichnete Einzelbild als eigenes Bild speichern.</translation>
        </message>
        <message>
            <source>planes that were never acquired: they are black where other channels are there</source>
            <translation>Ebenen, die nie aufgenommen wurden: Sie sind schwarz, wo andere Kanäle da sind</translation>
        </message>
        <message>
            <source>{name} is {width} x {height} pixels large, with {channels} channel(s): crop or shrink it to less than 2 billion pixels in all.</source>
            <translation>{name} ist {width} x {height} Pixel groß, Kanäle: {channels}. Zuschneiden oder auf insgesamt weniger als 2 Milliarden Pixel verkleinern.</translation>
        </message>
        <message>
            <source>{file} has no picture there: this frame was planned but never acquired.</source>
            <translation>{file} hat dort kein Bild: Dieses Einzelbild war geplant, wurde aber nie aufgenommen.</translation>
        </message>
        <message>
            <source>an Olympus cellSens image</source>
            <translation>ein Bild von Olympus cellSens</translation>
        </message>
        <message>
            <source>an Olympus FluoView image</source>
            <translation>ein Bild von Olympus FluoView</translation>
        </message>
        <message>
            <source>an Imaris (HDF5) file</source>
            <translation>eine Datei von Imaris (HDF5)</translation>
        </message>
        <message>
            <source>a Zeiss AxioVision image</source>
            <translation>ein Bild von Zeiss AxioVision</translation>
        </message>
        <message>
            <source>a DeltaVision image</source>
            <translation>ein Bild von DeltaVision</translation>
        </message>
        <message>
            <source>an Olympus or AxioVision image</source>
            <translation>ein Bild von Olympus oder AxioVision</translation>
        </message>
        <message>
            <source>{file} is {kind}, which Sketchpose cannot read: save it as OME-TIFF in {program}.</source>
            <translation>{file} ist {kind} und für Sketchpose nicht lesbar: in {program} als OME-TIFF speichern.</translation>
        </message>
        <message>
            <source>{file} is a Nikon ND2 image with lossy compression, which cannot be read: save it as OME-TIFF in NIS-Elements.</source>
            <translation>{file} ist ein Nikon-ND2-Bild mit verlustbehafteter Kompression und nicht lesbar: in NIS-Elements als OME-TIFF speichern.</translation>
        </message>
        <message>
            <source>{file} is a Nikon ND2 image, which this installation cannot read: save it as OME-TIFF in NIS-Elements or Fiji.</source>
            <translation>{file} ist ein Nikon-ND2-Bild, das diese Installation nicht lesen kann: in NIS-Elements oder Fiji als OME-TIFF speichern.</translation>
        </message>
        <message>
            <source>{count} more along the axis {axis}</source>
            <translation>{count} weitere entlang der Achse {axis}</translation>
        </message>
        <message>
            <source>Page {number} of {file} has another size or type than the first: save the pages of each size in a file of their own.</source>
            <translation>Seite {number} von {file} hat andere Größe oder Art als die erste: die Seiten jeder Größe in eigenen Dateien speichern.</translation>
        </message>
        <message>
            <source>{file} lacks the files that hold its other frames, such as {missing}: copy all files of the series into one folder.</source>
            <translation>Zu {file} fehlen die Dateien mit den anderen Einzelbildern, zum Beispiel {missing}: alle Dateien der Serie in einen Ordner kopieren.</translation>
        </message>
        <message>
            <source>{name} holds {stated}, which Sketchpose cannot show: save it as a grey or RGB TIFF, for example with Fiji or Photoshop.</source>
            <translation>{name} enthält {stated}, was Sketchpose nicht zeigen kann: als Graustufen- oder RGB-TIFF speichern, zum Beispiel mit Fiji oder Photoshop.</translation>
        </message>
        <message>
            <source>{file} is one of several files of a series, and its description does not say which: give it the name back that the microscope gave it.</source>
            <translation>{file} ist eine von mehreren Dateien einer Serie, und die Beschreibung nennt nicht, welche: den Namen wiederherstellen, den das Mikroskop vergeben hat.</translation>
        </message>
        <message>
            <source>{file} is a part of the series that {master} describes: open {master}.</source>
            <translation>{file} gehört zu der Serie, die {master} beschreibt: {master} öffnen.</translation>
        </message>
        <message>
            <source>The masks of {image} are {width} x {height} pixels but the image is {image_width} x {image_height}: give the masks of this image.</source>
            <translation>Die Masken von {image} haben {width} x {height} Pixel, das Bild aber {image_width} x {image_height}: die Masken dieses Bildes angeben.</translation>
        </message>
        <message>
            <source>{names} would be replaced, but Sketchpose has not written what is there now: choose another folder or name with --out, or add --overwrite to replace it.</source>
            <translation>{names}: würde ersetzt, stammt aber nicht von Sketchpose. Mit --out einen anderen Ordner oder Namen wählen, oder mit --overwrite ersetzen.</translation>
        </message>
        <message>
            <source>{file} is one of the inputs and would be replaced by a result: choose another folder or name with --out.</source>
            <translation>{file} ist eine der Eingaben und würde durch ein Ergebnis ersetzt: mit --out einen anderen Ordner oder Namen wählen.</translation>
        </message>
        <message>
            <source>{file} is not a Sketchpose weights file, or it is damaged: choose a file that Sketchpose has saved.</source>
            <translation>{file} ist keine Gewichtsdatei von Sketchpose oder beschädigt: eine Datei wählen, die Sketchpose gespeichert hat.</translation>
        </message>
        <message>
            <source>choose a file of Sketchpose, of Omnipose, or of Cellpose up to version 3</source>
            <translation>eine Datei von Sketchpose, Omnipose oder von Cellpose bis Version 3 wählen</translation>
        </message>
        <message>
            <source>Cellpose says how likely a pixel is inside a cell, not how far from its edge. That is close enough to begin with: draw a few strokes before you trust the masks.</source>
            <translation>Cellpose gibt an, wie wahrscheinlich ein Pixel in einer Zelle liegt, nicht wie weit von ihrem Rand. Für den Anfang ist das nah genug: erst ein paar Striche zeichnen, dann sind die Masken verlässlich.</translation>
        </message>
        <message>
            <source>holds weights of another kind of network</source>
            <translation>enthält Gewichte einer anderen Art von Netz</translation>
        </message>
        <message>
            <source>{file} holds a program, not only weights: {choose}.</source>
            <translation>{file} enthält ein Programm, nicht nur Gewichte: {choose}.</translation>
        </message>
        <message>
            <source>{file} holds {size} MB, too much for the networks Sketchpose can use (Cellpose-SAM's is not among them): {choose}.</source>
            <translation>{file} enthält {size} MB, zu viel für die Netze, die Sketchpose benutzen kann (das von Cellpose-SAM gehört nicht dazu): {choose}.</translation>
        </message>
        <message>
            <source>{name} holds no network's weights: {choose}.</source>
            <translation>{name} enthält keine Gewichte eines Netzes: {choose}.</translation>
        </message>
        <message>
            <source>{name} {content}: {choose}.</source>
            <translation>{name} {content}: {choose}.</translation>
        </message>
        <message>
            <source>is of Cellpose-SAM or another transformer, which Sketchpose cannot use</source>
            <translation>stammt von Cellpose-SAM oder einem anderen Transformer, den Sketchpose nicht benutzen kann</translation>
        </message>
        <message>
            <source>is of a network without residual blocks, which Sketchpose cannot use</source>
            <translation>stammt von einem Netz ohne Residualblöcke, das Sketchpose nicht benutzen kann</translation>
        </message>
        <message>
            <source>{name} is of a network for volumes, not for flat images: {choose}.</source>
            <translation>{name} stammt von einem Netz für Volumen, nicht für flache Bilder: {choose}.</translation>
        </message>
        <message>
            <source>{name} is damaged, its first layers do not fit each other: {choose}.</source>
            <translation>{name} ist beschädigt, die ersten Schichten passen nicht zueinander: {choose}.</translation>
        </message>
        <message>
            <source>{name} is of a network that does not outline cells, it has {outputs} outputs instead of 3 or 4: {choose}.</source>
            <translation>{name} stammt von einem Netz, das keine Zellen umreißt; es hat {outputs} Ausgaben statt 3 oder 4: {choose}.</translation>
        </message>
        <message>
            <source>{file} is not a weights file, or it is damaged: {choose}.</source>
            <translation>{file} ist keine Gewichtsdatei oder beschädigt: {choose}.</translation>
        </message>
        <message>
            <source>{file} cannot be read, or it is damaged: {choose}.</source>
            <translation>{file} ist nicht lesbar oder beschädigt: {choose}.</translation>
        </message>
        <message>
            <source>{name} is damaged, its layer {key} is unsound: {choose}.</source>
            <translation>{name} ist beschädigt, die Schicht {key} ist fehlerhaft: {choose}.</translation>
        </message>
        <message>
            <source>{name} lacks the layer {key} of such a network: {choose}.</source>
            <translation>In {name} fehlt die Schicht {key} eines solchen Netzes: {choose}.</translation>
        </message>
        <message>
            <source>The layer {key} of {name} is of size {size}, but the network has {wanted}: {choose}.</source>
            <translation>Die Schicht {key} von {name} hat die Größe {size}, das Netz aber {wanted}: {choose}.</translation>
        </message>
        <message>
            <source>{name} is damaged, its layer {key} is not finite: {choose}.</source>
            <translation>{name} ist beschädigt, die Schicht {key} ist nicht endlich: {choose}.</translation>
        </message>
        <message>
            <source>PyTorch finds no {kind} device on this computer: choose --device auto.</source>
            <translation>PyTorch findet auf diesem Computer kein Gerät der Art {kind}: --device auto wählen.</translation>
        </message>
        <message>
            <source>The {place} memory is full: Sketchpose works in smaller parts from now on.</source>
            <translation>Der Speicher {place} ist voll: Sketchpose arbeitet ab jetzt in kleineren Teilen.</translation>
        </message>
        <message>
            <source>The {place} memory is full: Sketchpose computes on the processor from now on, which is slower.</source>
            <translation>Der Speicher {place} ist voll: Sketchpose rechnet ab jetzt auf dem Prozessor, was langsamer ist.</translation>
        </message>
        <message>
            <source>computer's</source>
            <translation>des Computers</translation>
        </message>
        <message>
            <source>graphics card's</source>
            <translation>der Grafikkarte</translation>
        </message>
        <message>
            <source>There is no weights file {file}: check its name.</source>
            <translation>Die Gewichtsdatei {file} gibt es nicht: den Namen prüfen.</translation>
        </message>
        <message>
            <source>{file} holds weights of another program or version: choose a file that this version of Sketchpose can read.</source>
            <translation>{file} enthält Gewichte eines anderen Programms oder einer anderen Version: eine Datei wählen, die diese Version von Sketchpose lesen kann.</translation>
        </message>
        <message>
            <source>{file} is damaged, its layers and their description do not fit: choose a file that Sketchpose has saved.</source>
            <translation>{file} ist beschädigt, Schichten und Beschreibung passen nicht zusammen: eine Datei wählen, die Sketchpose gespeichert hat.</translation>
        </message>
        <message>
            <source>{target} lies in the project itself: choose another folder.</source>
            <translation>{target} liegt im Projekt selbst: einen anderen Ordner wählen.</translation>
        </message>
        <message>
            <source>There is no such file as {file}: check its name.</source>
            <translation>Die Datei {file} gibt es nicht: ihren Namen prüfen.</translation>
        </message>
        <message>
            <source>{file} holds no Sketchpose project: choose another file.</source>
            <translation>{file} enthält kein Projekt von Sketchpose: eine andere Datei wählen.</translation>
        </message>
        <message>
            <source>{file} would become {size} GB, which is not a packed project: ask for the file again.</source>
            <translation>{file} würde {size} GB groß; das ist kein gepacktes Projekt: die Datei noch einmal erbitten.</translation>
        </message>
        <message>
            <source>{file} needs {size} GB in {folder}, more than there is: free some space, or choose another folder.</source>
            <translation>{file} braucht {size} GB in {folder}, mehr als frei ist: Platz schaffen oder einen anderen Ordner wählen.</translation>
        </message>
        <message>
            <source>{target} is not empty: choose a new or an empty folder.</source>
            <translation>{target} ist nicht leer: einen neuen oder leeren Ordner wählen.</translation>
        </message>
        <message>
            <source>{file} is damaged: ask for the file again.</source>
            <translation>{file} ist beschädigt: die Datei noch einmal erbitten.</translation>
        </message>
        <message>
            <source>{file} is damaged: it holds {member} twice.</source>
            <translation>{file} ist beschädigt: {member} ist zweimal darin.</translation>
        </message>
        <message>
            <source>{file} is locked with a password: ask for one without.</source>
            <translation>{file} ist mit einem Passwort gesperrt: eine ohne erbitten.</translation>
        </message>
        <message>
            <source>{file} cannot be unpacked: {error}</source>
            <translation>{file} lässt sich nicht entpacken: {error}</translation>
        </message>
        <message>
            <source>{file} cannot be unpacked in {folder}: {reason}.</source>
            <translation>{file} lässt sich nicht in {folder} entpacken: {reason}.</translation>
        </message>
        <message>
            <source>{file} is damaged: two of its images have the same id.</source>
            <translation>{file} ist beschädigt: Zwei der Bilder haben dieselbe Kennung.</translation>
        </message>
        <message>
            <source>The project {name} was saved by a newer program ({program}): update Sketchpose to open it.</source>
            <translation>Das Projekt {name} wurde von einem neueren Programm gespeichert ({program}): Sketchpose aktualisieren, um es zu öffnen.</translation>
        </message>
        <message>
            <source>{folder} is not a Sketchpose project: choose a folder with a file {name}.</source>
            <translation>{folder} ist kein Projekt von Sketchpose: einen Ordner mit einer Datei {name} wählen.</translation>
        </message>
        <message>
            <source>{file} cannot be read: {reason}.</source>
            <translation>{file} ist nicht lesbar: {reason}.</translation>
        </message>
        <message>
            <source>{file} is damaged: put a backup copy in its place, or create a new project and add the images again.</source>
            <translation>{file} ist beschädigt: eine Sicherungskopie an ihre Stelle setzen, oder ein neues Projekt anlegen und die Bilder noch einmal hinzufügen.</translation>
        </message>
        <message>
            <source>The masks {file} cannot be read: delete the file, and they are made anew.</source>
            <translation>Die Masken {file} sind nicht lesbar: die Datei löschen, dann werden sie neu gemacht.</translation>
        </message>
        <message>
            <source>Strokes are drawn on {file}, and they belong to its frames as they are: erase them first, then choose what its pages are.</source>
            <translation>Auf {file} sind Striche gezeichnet, die zu den jetzigen Einzelbildern gehören: erst löschen, dann wählen, was die Seiten sind.</translation>
        </message>
        <message>
            <source>{folder} is a project already: open it, or choose another folder.</source>
            <translation>{folder} ist schon ein Projekt: öffnen oder einen anderen Ordner wählen.</translation>
        </message>
        <message>
            <source>The questions about strokes in {file} cannot be read: the strokes are learned from.</source>
            <translation>Die Rückfragen zu Strichen in {file} sind nicht lesbar: Aus diesen Strichen wird gelernt.</translation>
        </message>
        <message>
            <source>The result {file} cannot be read.</source>
            <translation>Das Ergebnis {file} ist nicht lesbar.</translation>
        </message>
        <message>
            <source>The sketch {file} is {width} x {height} pixels but its image is {image_width} x {image_height}: bring back the image that it was drawn on, or set it aside to begin anew.</source>
            <translation>Die Skizze {file} hat {width} x {height} Pixel, ihr Bild aber {image_width} x {image_height}: das Bild zurückholen, auf dem gezeichnet wurde, oder die Skizze beiseitelegen und neu beginnen.</translation>
        </message>
        <message>
            <source>The project {folder} is gone: connect its drive or network again.</source>
            <translation>Das Projekt {folder} ist weg: Laufwerk oder Netzwerk wieder verbinden.</translation>
        </message>
        <message>
            <source>The sketch {file} cannot be read: put a backup copy in its place, or set it aside to begin anew.</source>
            <translation>Die Skizze {file} ist nicht lesbar: eine Sicherungskopie an ihre Stelle setzen, oder die Skizze beiseitelegen und neu beginnen.</translation>
        </message>
        <message>
            <source>Track {first} divides at its end (daughters: {daughters}), so it cannot go on as track {second}: cut these off at frame {frame} first.</source>
            <translation>Spur {first} teilt sich an ihrem Ende (Töchter: {daughters}) und kann nicht als Spur {second} weitergehen: zuerst diese bei Einzelbild {frame} abtrennen.</translation>
        </message>
        <message>
            <source>Track {track} has nothing to cut at frame {frame}: choose a frame after its first and not after its last one.</source>
            <translation>Spur {track} hat bei Einzelbild {frame} nichts zu trennen: ein Einzelbild nach ihrem ersten und nicht nach ihrem letzten wählen.</translation>
        </message>
        <message>
            <source>A division needs a mother and other tracks as daughters: choose them.</source>
            <translation>Zu einer Teilung gehören eine Mutter und andere Spuren als Töchter: diese wählen.</translation>
        </message>
        <message>
            <source>Track {mother} would have {count} daughters, and a division has two: choose two tracks that begin after it, or one where it goes on itself.</source>
            <translation>Spur {mother} hätte {count} Tochterzellen, zu einer Teilung gehören zwei: zwei Spuren wählen, die danach beginnen, oder eine, wo sie selbst weitergeht.</translation>
        </message>
        <message>
            <source>Two cells of one frame cannot be one: choose a cell in another frame.</source>
            <translation>Zwei Zellen eines Einzelbilds können nicht eine sein: eine Zelle in einem anderen Einzelbild wählen.</translation>
        </message>
        <message>
            <source>Both are track {first} already: choose another cell.</source>
            <translation>Beide sind schon Spur {first}: eine andere Zelle wählen.</translation>
        </message>
        <message>
            <source>Daughters begin after their mother: choose cells in a later frame.</source>
            <translation>Tochterzellen beginnen nach ihrer Mutter: Zellen in einem späteren Einzelbild wählen.</translation>
        </message>
        <message>
            <source>This cell belongs to no track: choose another one.</source>
            <translation>Diese Zelle gehört zu keiner Spur: eine andere wählen.</translation>
        </message>
        <message>
            <source>Track {second} begins before track {first} has ended: cut one of them first.</source>
            <translation>Spur {second} beginnt, bevor Spur {first} geendet hat: erst eine davon trennen.</translation>
        </message>
        <message>
            <source>{number} tracks are more than the 65535 that these files can hold: cut the movie or the images into parts.</source>
            <translation>{number} Spuren sind mehr als die 65535, die diese Dateien fassen: den Film oder die Bilder in Teile schneiden.</translation>
        </message>
        <message>
            <source>{file} has neither res_track.txt nor man_track.txt: choose a folder in the format of the Cell Tracking Challenge.</source>
            <translation>{file} hat weder res_track.txt noch man_track.txt: einen Ordner im Format der Cell Tracking Challenge wählen.</translation>
        </message>
        <message>
            <source>{file} has masks of {count} frames, but the movie has {frames}: choose the tracks of this movie.</source>
            <translation>{file} enthält Masken von {count} Einzelbildern, aber der Film hat {frames}: die Spuren dieses Films wählen.</translation>
        </message>
        <message>
            <source>{file} lacks masks: it needs one file {stem}000.tif, {stem}001.tif and so on for each frame.</source>
            <translation>In {file} fehlen Masken: je Einzelbild wird eine Datei gebraucht, {stem}000.tif, {stem}001.tif und so weiter.</translation>
        </message>
        <message>
            <source>{file} is {width} x {height} pixels, but the movie has frames of {own}: choose the tracks of this movie.</source>
            <translation>{file} hat {width} x {height} Pixel, aber die Einzelbilder des Films haben {own}: die Spuren dieses Films wählen.</translation>
        </message>
        <message>
            <source>{file} does not say that track {label} is in frame {frame}, but its mask is there: the files do not fit together.</source>
            <translation>Laut {file} ist Spur {label} nicht in Einzelbild {frame}, ihre Maske ist aber dort: Die Dateien passen nicht zusammen.</translation>
        </message>
        <message>
            <source>Line {number} of {file} is not four whole numbers: track, first frame, last frame, parent.</source>
            <translation>Zeile {number} von {file} besteht nicht aus vier ganzen Zahlen: Spur, erstes Einzelbild, letztes Einzelbild, Mutter.</translation>
        </message>
        <message>
            <source>{file} has {ndim} dimensions: only planes can be read.</source>
            <translation>{file} hat {ndim} Dimensionen: nur Ebenen sind lesbar.</translation>
        </message>
        <message>
            <source>{file} cannot be read as TIFF: {error}</source>
            <translation>{file} ist nicht als TIFF lesbar: {error}</translation>
        </message>
        <message>
            <source>The masks of the two sets of tracks differ in number or size: compare one movie.</source>
            <translation>Die Masken der beiden Sätze von Spuren unterscheiden sich in Zahl oder Größe: denselben Film vergleichen.</translation>
        </message>
        <message>
            <source>The settings are not those of links along {along}: choose others.</source>
            <translation>Die Einstellungen passen nicht zu Verknüpfungen entlang {along}: andere wählen.</translation>
        </message>
        <message>
            <source>{file} has no masks to link: segment its frames first.</source>
            <translation>{file} hat keine Masken zum Verknüpfen: erst die Einzelbilder segmentieren.</translation>
        </message>
        <message>
            <source>Links along {along} have no file of the kind {kind}: choose some of {kinds}.</source>
            <translation>Für Verknüpfungen entlang {along} gibt es keine Datei der Art {kind}: einige von {kinds} wählen.</translation>
        </message>
        <message>
            <source>Frame {frame} is {shape} pixels but those before are {before}: link frames of one size.</source>
            <translation>Einzelbild {frame} hat {shape} Pixel, die davor aber {before}: Einzelbilder einer Größe verknüpfen.</translation>
        </message>
        <message>
            <source>The masks of frame {frame} are not those that were linked: link this frame again, too.</source>
            <translation>Die Masken von Einzelbild {frame} sind nicht die verknüpften: auch dieses Einzelbild neu verknüpfen.</translation>
        </message>
        <message>
            <source>A label image must be whole numbers in two dimensions, not {dtype} of shape {shape}: give one plane of masks.</source>
            <translation>Ein Labelbild besteht aus ganzen Zahlen in zwei Dimensionen, nicht {dtype} der Form {shape}: eine Ebene mit Masken angeben.</translation>
        </message>
        <message>
            <source>A label image has negative values: use 0 for background, else from 1.</source>
            <translation>Ein Labelbild hat negative Werte: 0 für Hintergrund verwenden, sonst ab 1.</translation>
        </message>
        <message>
            <source>The links {file} cannot be read: delete the file, and link the cells again.</source>
            <translation>Die Verknüpfungen {file} sind nicht lesbar: die Datei löschen und die Zellen neu verknüpfen.</translation>
        </message>
        <message>
            <source>The links {file} are from a newer program: update Sketchpose.</source>
            <translation>Die Verknüpfungen {file} stammen von einem neueren Programm: Sketchpose aktualisieren.</translation>
        </message>
        <message>
            <source>{name} is {value}: give a number above 0, or none.</source>
            <translation>{name} ist {value}: eine Zahl über 0 angeben, oder keine.</translation>
        </message>
        <message>
            <source>{count} frames with {highest} objects do not fit into a file of ImageJ: choose OME-TIFF.</source>
            <translation>{count} Einzelbilder mit {highest} Objekten passen nicht in eine Datei von ImageJ: OME-TIFF wählen.</translation>
        </message>
        <message>
            <source>{count} frames were linked, but masks of another number of frames are there: link the frames again.</source>
            <translation>{count} Einzelbilder wurden verknüpft, es gibt aber Masken einer anderen Zahl: die Einzelbilder neu verknüpfen.</translation>
        </message>
        <message>
            <source>There is no track {track}: choose one of the tracks that are shown.</source>
            <translation>Spur {track} gibt es nicht: eine der gezeigten Spuren wählen.</translation>
        </message>
        <message>
            <source>{count} slices were linked, but another number is there: link them again.</source>
            <translation>{count} Ebenen wurden verknüpft, es gibt aber eine andere Zahl: neu verknüpfen.</translation>
        </message>
        <message>
            <source>{file} is too large for this computer's memory: crop it first.</source>
            <translation>{file} ist zu groß für den Speicher dieses Computers: erst zuschneiden.</translation>
        </message>
        <message>
            <source>The intensities of the images cannot be learned from: check that they are not damaged.</source>
            <translation>Aus den Helligkeiten der Bilder lässt sich nicht lernen: prüfen, ob sie beschädigt sind.</translation>
        </message>
        <message>
            <source>All strokes are gone, and with them what was learned. Undo brings both back.</source>
            <translation>Alle Striche sind weg, und mit ihnen das Gelernte. Rückgängig bringt beides zurück.</translation>
        </message>
        <message>
            <source>What was learned up to this result cannot be read ({file}): only its masks are shown.</source>
            <translation>Was bis zu diesem Ergebnis gelernt wurde, lässt sich nicht lesen ({file}): Nur seine Masken werden gezeigt.</translation>
        </message>
        <message>
            <source>There are no weights to save yet: draw a few strokes and let it learn first.</source>
            <translation>Es gibt noch nichts Gelerntes zu speichern: erst ein paar Striche zeichnen und lernen lassen.</translation>
        </message>
        <message>
            <source>Nothing has been learned yet: draw a few strokes and let it learn first.</source>
            <translation>Noch ist nichts gelernt: erst ein paar Striche zeichnen und lernen lassen.</translation>
        </message>
        <message>
            <source>{count} results are kept already: right-click one of them to release it first.</source>
            <translation>{count} Ergebnisse werden schon behalten: erst eines davon freigeben (Rechtsklick darauf).</translation>
        </message>
        <message>
            <source>{count} results are kept already, counting other images: right-click one to release it first.</source>
            <translation>{count} Ergebnisse werden schon behalten, die anderer Bilder mitgezählt: erst eines davon freigeben (Rechtsklick darauf).</translation>
        </message>
    </context>
</TS>
